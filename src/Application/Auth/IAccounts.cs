using Messaging.Domain.Auth;
using Messaging.Domain.Common;
using Messaging.Domain.Users;

namespace Messaging.Application.Auth;

/// <summary>
/// Credentials and access tokens. ASP.NET Core Identity stands behind it, which this layer must not
/// reference; profiles and sessions are ours. Hashing takes long, so nothing that hashes may run inside a transaction.
/// </summary>
public interface IAccounts
{
    /// <summary>How long an access token is good.</summary>
    TimeSpan AccessTokenLifetime { get; }

    /// <summary>How long a session lasts without a refresh.</summary>
    TimeSpan SessionLifetime { get; }

    /// <summary>Checks a password and counts failures by user name and address.</summary>
    /// <returns>The proof that the password was right, or null when name or password is wrong.</returns>
    /// <exception cref="RefusedException"><c>locked_out</c> 423 after too many failures, or <c>sign_in_busy</c> 503.</exception>
    Task<PasswordProof?> CheckPasswordAsync(string userName, string password, Device device, CancellationToken cancellationToken);

    /// <summary>Checks the current password, which counts like a sign-in, and hashes the new one.</summary>
    /// <exception cref="RefusedException"><c>no_password</c>, <c>wrong_password</c> or <c>weak_password</c> 422, <c>locked_out</c> 423, or <c>sign_in_busy</c> 503.</exception>
    Task<PasswordChange> CheckPasswordChangeAsync(UserId id, string currentPassword, string newPassword, Device device, CancellationToken cancellationToken);

    /// <summary>Stores the new password. Call it within a transaction that locks the user.</summary>
    /// <returns>False when the password was changed in between.</returns>
    Task<bool> ChangePasswordAsync(PasswordChange change, CancellationToken cancellationToken);

    /// <summary>True when the password that was proved is still the password, and the account is not locked. Call it within a transaction that locks the user.</summary>
    Task<bool> IsCurrentAsync(PasswordProof proof, CancellationToken cancellationToken);

    /// <summary>True when the session has not ended, its user exists and the account is not locked. The empty id stands for a user of an outside issuer.</summary>
    Task<bool> IsLiveAsync(UserId user, Guid session, CancellationToken cancellationToken);

    /// <summary>True when the account is locked on purpose, or gone.</summary>
    Task<bool> IsLockedAsync(UserId id, CancellationToken cancellationToken);

    /// <summary>Logs and counts that a replaced refresh token came again.</summary>
    void ReportTokenReuse(UserId id, Guid sessionId);

    /// <summary>Makes a bearer token that names the user and the session.</summary>
    string IssueAccessToken(User user, Guid sessionId);
}

/// <summary>Says that somebody knew the password of an account.</summary>
/// <param name="Id">The user.</param>
/// <param name="Stamp">Changes with the password.</param>
public sealed record PasswordProof(UserId Id, string Stamp);

/// <summary>A password change that was checked and is not stored yet.</summary>
/// <param name="Proof">Of the current password.</param>
/// <param name="NewHash">The new password, hashed.</param>
public sealed record PasswordChange(PasswordProof Proof, string NewHash);

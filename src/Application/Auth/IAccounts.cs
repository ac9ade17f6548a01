using Messaging.Domain.Common;
using Messaging.Domain.Users;

namespace Messaging.Application.Auth;

/// <summary>
/// Credentials and access tokens. ASP.NET Core Identity stands behind it, which this layer must not
/// reference; profiles and sessions are ours.
/// </summary>
public interface IAccounts
{
    /// <summary>How long an access token is good.</summary>
    TimeSpan AccessTokenLifetime { get; }

    /// <summary>How long a session lasts without a refresh.</summary>
    TimeSpan SessionLifetime { get; }

    /// <summary>Stores a user name with a password under the given id.</summary>
    /// <exception cref="RefusedException"><c>user_name_taken</c> 409, <c>user_name_reserved</c> 409 or <c>weak_password</c> 422.</exception>
    Task CreateAsync(UserId id, string userName, string password, CancellationToken cancellationToken);

    /// <summary>Checks a password and counts failures, in a transaction of its own: a refusal must not undo the count.</summary>
    /// <returns>The user, or null when name or password is wrong.</returns>
    /// <exception cref="RefusedException"><c>locked_out</c> 423 after too many failures.</exception>
    Task<UserId?> CheckPasswordAsync(string userName, string password, CancellationToken cancellationToken);

    /// <summary>Replaces the password.</summary>
    /// <exception cref="RefusedException"><c>wrong_password</c> or <c>weak_password</c>, 422.</exception>
    Task ChangePasswordAsync(UserId id, string currentPassword, string newPassword, CancellationToken cancellationToken);

    /// <summary>Makes a bearer token that names the user and the session.</summary>
    string IssueAccessToken(User user, Guid sessionId);
}

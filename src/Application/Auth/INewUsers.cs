using Messaging.Domain.Common;
using Messaging.Domain.Users;

namespace Messaging.Application.Auth;

/// <summary>
/// The one place where users are made: for registering, outside tokens and the import. ASP.NET Core Identity stands behind
/// it, which this layer must not reference.
/// </summary>
public interface INewUsers
{
    /// <summary>A user name as it is compared, so that names that differ only in case are the same.</summary>
    string Normalize(string userName);

    /// <summary>True for the user name of an admin. Neither an outside issuer nor an import may give it to somebody.</summary>
    bool IsAdminName(string userName);

    /// <summary>False for the user name of an admin, unless a setting lets the first one take it.</summary>
    bool MayRegister(string userName);

    /// <summary>The users with these names, by normalized name. Free names are missing.</summary>
    Task<IReadOnlyDictionary<string, UserId>> FindByNameAsync(IReadOnlyCollection<string> userNames, CancellationToken cancellationToken);

    /// <summary>The users of an outside issuer, by subject. Unknown subjects are missing.</summary>
    Task<IReadOnlyDictionary<string, UserId>> FindBySubjectAsync(string issuer, IReadOnlyCollection<string> subjects, CancellationToken cancellationToken);

    /// <summary>The rules that a new password breaks, as sentences.</summary>
    Task<IReadOnlyList<string>> FindFlawsAsync(string userName, string displayName, string password);

    /// <summary>Checks a new password against the rules and hashes it. Takes long: never call it within a transaction.</summary>
    /// <exception cref="RefusedException"><c>weak_password</c> 422 or <c>sign_in_busy</c> 503.</exception>
    Task<string> HashPasswordAsync(string userName, string displayName, string password, CancellationToken cancellationToken);

    /// <summary>Adds a user with the account and, for an outside user, the link to the issuer. They are stored with the next save.</summary>
    /// <exception cref="RefusedException"><c>user_name_taken</c> 409.</exception>
    Task<User> AddAsync(NewUser user, CancellationToken cancellationToken);
}

/// <summary>A user who is to be made.</summary>
/// <param name="Id">The id.</param>
/// <param name="UserName">A valid user name.</param>
/// <param name="DisplayName">A valid display name.</param>
/// <param name="PasswordHash">From <see cref="INewUsers.HashPasswordAsync"/>; null for a user who does not sign in with a password.</param>
/// <param name="Outside">The person at an outside issuer, or null.</param>
public sealed record NewUser(UserId Id, string UserName, string DisplayName, string? PasswordHash = null, OutsideSubject? Outside = null);

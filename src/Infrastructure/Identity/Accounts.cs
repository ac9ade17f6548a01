using System.Security.Claims;
using Messaging.Application.Auth;
using Messaging.Application.Common;
using Messaging.Domain.Common;
using Messaging.Domain.Users;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Messaging.Infrastructure.Identity;

/// <summary>Credentials by ASP.NET Core Identity, access tokens by its bearer token handler.</summary>
internal sealed class Accounts(
    UserManager<Account> manager, IMessagingDb db, IOptionsMonitor<BearerTokenOptions> bearer,
    IOptions<AuthOptions> options, IOptions<AdminOptions> admin, TimeProvider time) : IAccounts
{
    // Checked when there is no such account, so that the answer takes as long as for a wrong password.
    private static readonly string DummyHash = new PasswordHasher<Account>().HashPassword(new Account(), "no such account");

    public TimeSpan AccessTokenLifetime => TimeSpan.FromSeconds(options.Value.AccessTokenSeconds);

    public TimeSpan SessionLifetime => TimeSpan.FromDays(options.Value.SessionDays);

    public async Task CreateAsync(UserId id, string userName, string password, CancellationToken cancellationToken)
    {
        if (admin.Value.IsAdmin(userName) && !admin.Value.AllowRegistration)
            throw new RefusedException(Refusal.Conflict, "user_name_reserved", "This user name cannot be registered.");

        var result = await manager.CreateAsync(new Account { Id = id.Value, UserName = userName, LockoutEnabled = true }, password);
        if (result.Succeeded) return;
        throw result.Errors.Any(error => error.Code == nameof(IdentityErrorDescriber.DuplicateUserName))
            ? new RefusedException(Refusal.Conflict, "user_name_taken", "This user name is taken.")
            : WeakPassword(result);
    }

    public async Task<UserId?> CheckPasswordAsync(string userName, string password, CancellationToken cancellationToken)
    {
        // Before the transaction: hashing takes long, and sending a message needs the lock below.
        var known = await manager.FindByNameAsync(userName);
        // Without a password: somebody of an outside issuer, who cannot sign in here.
        if (known?.PasswordHash is null)
        {
            manager.PasswordHasher.VerifyHashedPassword(new Account(), DummyHash, password);
            return null;
        }

        var isRight = await manager.CheckPasswordAsync(known, password);
        var (id, lockedOut) = await db.InTransactionAsync<(UserId? Id, bool LockedOut)>(
            async cancellation =>
            {
                // One after the other, or guesses that come at once would be counted as one.
                await db.LockUsersAsync([new UserId(known.Id)], cancellation);
                var account = await manager.FindByIdAsync(known.Id.ToString());
                if (account is null) return (null, false);
                if (await manager.IsLockedOutAsync(account)) return (null, true);
                if (isRight)
                {
                    if (account.AccessFailedCount > 0) await manager.ResetAccessFailedCountAsync(account);
                    return (new UserId(account.Id), false);
                }

                await manager.AccessFailedAsync(account);
                return (null, await manager.IsLockedOutAsync(account));
            },
            cancellationToken);
        if (lockedOut)
            throw new RefusedException(Refusal.Locked, "locked_out", "Too many wrong passwords. Try again later.")
            {
                RetryAfter = TimeSpan.FromSeconds(options.Value.LockoutSeconds),
            };
        return id;
    }

    public async Task ChangePasswordAsync(UserId id, string currentPassword, string newPassword, CancellationToken cancellationToken)
    {
        var account = await manager.FindByIdAsync(id.ToString());
        if (account?.PasswordHash is null)
            throw new RefusedException(Refusal.Unprocessable, "no_password", "This account signs in elsewhere and has no password here.");
        var result = await manager.ChangePasswordAsync(account, currentPassword, newPassword);
        if (result.Succeeded) return;
        throw result.Errors.Any(error => error.Code == nameof(IdentityErrorDescriber.PasswordMismatch))
            ? new RefusedException(Refusal.Unprocessable, "wrong_password", "The current password is wrong.")
            : WeakPassword(result);
    }

    public string IssueAccessToken(User user, Guid sessionId)
    {
        var identity = new ClaimsIdentity(
            [
                new Claim(ClaimTypes.NameIdentifier, user.Id.ToString()),
                new Claim(ClaimTypes.Name, user.UserName),
                new Claim(AppClaims.Session, sessionId.ToString()),
            ],
            IdentityConstants.BearerScheme);
        var properties = new AuthenticationProperties { ExpiresUtc = time.GetUtcNow() + AccessTokenLifetime };
        var ticket = new AuthenticationTicket(new ClaimsPrincipal(identity), properties, $"{IdentityConstants.BearerScheme}:AccessToken");
        return bearer.Get(IdentityConstants.BearerScheme).BearerTokenProtector.Protect(ticket);
    }

    private static RefusedException WeakPassword(IdentityResult result) =>
        new(Refusal.Unprocessable, "weak_password", string.Join(' ', result.Errors.Select(error => error.Description)));
}

using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Messaging.Application.Auth;
using Messaging.Domain.Auth;
using Messaging.Domain.Common;
using Messaging.Domain.Users;
using Messaging.Infrastructure.Identity.Passwords;
using Messaging.Infrastructure.Persistence;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Messaging.Infrastructure.Identity;

/// <summary>Credentials by ASP.NET Core Identity, access tokens by its bearer token handler.</summary>
internal sealed partial class Accounts(
    UserManager<Account> manager, MessagingDbContext db, INewUsers newUsers, PasswordGate gate, SignInThrottle throttle, SignInMetrics metrics,
    IOptionsMonitor<BearerTokenOptions> bearer, IOptions<AuthOptions> options, TimeProvider time, ILogger<Accounts> logger) : IAccounts
{
    // Checked when there is no such account, so that the answer takes as long as for a wrong password.
    private static string? _dummyHash;

    public TimeSpan AccessTokenLifetime => TimeSpan.FromSeconds(options.Value.AccessTokenSeconds);

    public TimeSpan SessionLifetime => TimeSpan.FromDays(options.Value.SessionDays);

    public async Task<PasswordProof?> CheckPasswordAsync(string userName, string password, Device device, CancellationToken cancellationToken)
    {
        var name = NormalizedName(userName);
        RefuseClosed(name, device);
        var account = name is null ? null : await db.Accounts.AsNoTracking().SingleOrDefaultAsync(account => account.NormalizedUserName == name, cancellationToken);
        var proof = await CheckAsync(name ?? userName, account, password, device, cancellationToken);
        // Only the owner of the password learns that the account is locked; to everybody else it looks like any other.
        if (proof is not null && account!.LockoutEnd > time.GetUtcNow())
        {
            metrics.Refused("locked");
            throw new RefusedException(Refusal.Locked, "locked_out", "This account is locked. Ask the people who run this service.");
        }

        return proof;
    }

    public async Task<PasswordChange> CheckPasswordChangeAsync(
        UserId id, string currentPassword, string newPassword, Device device, CancellationToken cancellationToken)
    {
        var account = await db.Accounts.AsNoTracking().SingleOrDefaultAsync(account => account.Id == id.Value, cancellationToken);
        if (account?.PasswordHash is null)
            throw new RefusedException(Refusal.Unprocessable, "no_password", "This account signs in elsewhere and has no password here.");

        RefuseClosed(account.NormalizedUserName, device);
        var proof = await CheckAsync(account.NormalizedUserName!, account, currentPassword, device, cancellationToken)
            ?? throw new RefusedException(Refusal.Unprocessable, "wrong_password", "The current password is wrong.");
        var displayName = await db.Users.Where(user => user.Id == id).Select(user => user.DisplayName).SingleOrDefaultAsync(cancellationToken);
        return new PasswordChange(proof, await newUsers.HashPasswordAsync(account.UserName!, displayName ?? "", newPassword, cancellationToken));
    }

    public async Task<bool> ChangePasswordAsync(PasswordChange change, CancellationToken cancellationToken)
    {
        var account = await manager.FindByIdAsync(change.Proof.Id.ToString());
        if (account is null || account.SecurityStamp != change.Proof.Stamp) return false;
        account.PasswordHash = change.NewHash;
        return (await manager.UpdateSecurityStampAsync(account)).Succeeded;
    }

    public async Task<bool> IsCurrentAsync(PasswordProof proof, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return await db.Accounts.AnyAsync(
            account => account.Id == proof.Id.Value && account.SecurityStamp == proof.Stamp && (account.LockoutEnd == null || account.LockoutEnd <= now), cancellationToken);
    }

    public async Task<bool> IsLockedAsync(UserId id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return !await db.Accounts.AnyAsync(account => account.Id == id.Value && (account.LockoutEnd == null || account.LockoutEnd <= now), cancellationToken);
    }

    public async Task<bool> IsLiveAsync(UserId user, Guid session, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var open = db.Accounts.Where(account => account.Id == user.Value && (account.LockoutEnd == null || account.LockoutEnd <= now));
        return session == Guid.Empty
            ? await db.Users.AnyAsync(row => row.Id == user && open.Any(), cancellationToken)
            : await db.Sessions.AnyAsync(row => row.Id == session && row.UserId == user && row.ExpiresAt > now && open.Any(), cancellationToken);
    }

    public void ReportTokenReuse(UserId id, Guid sessionId)
    {
        metrics.TokenReused();
        LogTokenReuse(id.Value, sessionId);
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

    /// <summary>The name as accounts are found by it; null for text that cannot be the name of an account.</summary>
    private static string? NormalizedName(string userName)
    {
        try
        {
            return Account.Normalize(userName);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>The text that replaces a typed name in the log. The name may be a password in the wrong field.</summary>
    private static string Digest(string name) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..12];

    /// <summary>Checks a password and counts it when it is wrong. Takes as long when there is no account.</summary>
    private async Task<PasswordProof?> CheckAsync(string name, Account? account, string password, Device device, CancellationToken cancellationToken)
    {
        var rehashed = await gate.HashAsync(() => Verify(account, password), cancellationToken);
        if (account?.PasswordHash is not null && rehashed is not null)
        {
            throttle.Succeeded(name, device.Source);
            if (rehashed.Length > 0) await StoreAsync(account, rehashed, cancellationToken);
            return new PasswordProof(new UserId(account.Id), account.SecurityStamp ?? "");
        }

        metrics.Refused("wrong");
        var wait = throttle.Failed(name, device.Source);
        LogWrong(account?.Id, Digest(name), wait?.TotalSeconds ?? 0);
        return wait is { } time ? throw Closed(time) : null;
    }

    /// <returns>Null when the password is wrong, the new hash when it should be stored in another form, or an empty text.</returns>
    private string? Verify(Account? account, string password)
    {
        var hasher = manager.PasswordHasher;
        // Without a password: a user of an outside issuer, who cannot sign in here.
        var hash = account?.PasswordHash ?? (_dummyHash ??= hasher.HashPassword(new Account(), "no such account"));
        var candidates = PasswordText.Candidates(password);
        for (var i = 0; i < candidates.Count; i++)
        {
            var result = hasher.VerifyHashedPassword(account ?? new Account(), hash, candidates[i]);
            if (result == PasswordVerificationResult.Failed) continue;
            return i > 0 || result == PasswordVerificationResult.SuccessRehashNeeded ? hasher.HashPassword(account ?? new Account(), candidates[0]) : "";
        }

        return null;
    }

    // Not if the password was changed in between. The stamp stays: it is the same password.
    private Task<int> StoreAsync(Account account, string hash, CancellationToken cancellationToken) => db.InTransactionAsync(
        cancellation => db.Accounts
            .Where(row => row.Id == account.Id && row.PasswordHash == account.PasswordHash)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.PasswordHash, hash), cancellation),
        cancellationToken);

    private void RefuseClosed(string? name, Device device)
    {
        if (name is null || throttle.Wait(name, device.Source) is not { } wait) return;
        metrics.Refused("throttled");
        throw Closed(wait);
    }

    private static RefusedException Closed(TimeSpan wait) =>
        new(Refusal.Locked, "locked_out", "Too many wrong passwords. Try again later.") { RetryAfter = wait };

    [LoggerMessage(70, LogLevel.Warning, "A password was wrong for account {UserId} (name {NameDigest}); the next try from there has to wait {Seconds} s")]
    private partial void LogWrong(Guid? userId, string nameDigest, double seconds);

    [LoggerMessage(71, LogLevel.Warning, "A replaced refresh token of user {UserId} came again; session {SessionId} has ended")]
    private partial void LogTokenReuse(Guid userId, Guid sessionId);
}

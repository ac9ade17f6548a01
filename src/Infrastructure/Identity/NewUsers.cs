using Messaging.Application.Auth;
using Messaging.Domain.Common;
using Messaging.Domain.Users;
using Messaging.Infrastructure.Identity.Outside;
using Messaging.Infrastructure.Identity.Passwords;
using Messaging.Infrastructure.Persistence;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Messaging.Infrastructure.Identity;

/// <inheritdoc/>
internal sealed class NewUsers(UserManager<Account> manager, MessagingDbContext db, PasswordGate gate, IOptionsMonitor<AdminOptions> admin, TimeProvider time) : INewUsers
{
    public string Normalize(string userName) => Account.Normalize(userName);

    public bool IsAdminName(string userName) => admin.CurrentValue.IsAdmin(userName);

    public bool MayRegister(string userName) => admin.CurrentValue.AllowRegistration || !IsAdminName(userName);

    public async Task<IReadOnlyDictionary<string, UserId>> FindByNameAsync(IReadOnlyCollection<string> userNames, CancellationToken cancellationToken)
    {
        string[] names = [.. userNames.Select(Normalize)];
        return await db.Accounts.Where(account => names.Contains(account.NormalizedUserName))
            .Select(account => new { account.NormalizedUserName, account.Id })
            .ToDictionaryAsync(account => account.NormalizedUserName!, account => new UserId(account.Id), cancellationToken);
    }

    public async Task<IReadOnlyDictionary<string, UserId>> FindBySubjectAsync(string issuer, IReadOnlyCollection<string> subjects, CancellationToken cancellationToken)
    {
        string[] asked = [.. subjects];
        return await db.OutsideIdentities.Where(identity => identity.Issuer == issuer && asked.Contains(identity.Subject))
            .Select(identity => new { identity.Subject, identity.UserId })
            .ToDictionaryAsync(identity => identity.Subject, identity => identity.UserId, cancellationToken);
    }

    public async Task<IReadOnlyList<string>> FindFlawsAsync(string userName, string displayName, string password)
    {
        var (account, normalized) = (new Account { UserName = userName }, PasswordText.Normalize(password));
        foreach (var validator in manager.PasswordValidators)
        {
            var result = await validator.ValidateAsync(manager, account, normalized);
            if (!result.Succeeded) return [.. result.Errors.Select(error => error.Description)];
        }

        return PasswordRules.Flaw(normalized, userName, displayName) is { } flaw ? [flaw] : [];
    }

    public async Task<string> HashPasswordAsync(string userName, string displayName, string password, CancellationToken cancellationToken)
    {
        var flaws = await FindFlawsAsync(userName, displayName, password);
        if (flaws.Count > 0) throw new RefusedException(Refusal.Unprocessable, "weak_password", string.Join(' ', flaws));
        return await gate.HashAsync(() => manager.PasswordHasher.HashPassword(new Account { UserName = userName }, PasswordText.Normalize(password)), cancellationToken);
    }

    public async Task<User> AddAsync(NewUser user, CancellationToken cancellationToken)
    {
        if ((await FindByNameAsync([user.UserName], cancellationToken)).Count > 0)
            throw new RefusedException(Refusal.Conflict, "user_name_taken", "This user name is taken.");

        var now = time.Now();
        if (user.Outside is { } outside) db.OutsideIdentities.Add(new OutsideIdentity(outside, user.Id, now));
        db.Accounts.Add(Account.Create(user.Id, user.UserName, user.PasswordHash));
        return db.Users.Add(new User(user.Id, user.UserName, user.DisplayName, now)).Entity;
    }
}

using Messaging.Domain.Common;
using Messaging.Domain.Users;
using Messaging.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Messaging.Infrastructure.Identity.Outside;

/// <summary>
/// Finds the user behind an outside token, and creates one for a new subject. Users stay in memory for a minute, because
/// a token comes with every request.
/// </summary>
internal sealed class OutsideUsers(IServiceScopeFactory scopes, IOptionsMonitor<AdminOptions> admin, TimeProvider time) : IDisposable
{
    /// <summary>How long a user is remembered. Whether the account is locked is asked elsewhere, at every request.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromMinutes(1);

    private const int MaxKnown = 10_000;

    private readonly MemoryCache _known = new(new MemoryCacheOptions { SizeLimit = MaxKnown });

    /// <returns>The user; the account may be locked.</returns>
    public async Task<OutsideUser> FindOrCreateAsync(OutsideProfile profile, CancellationToken cancellationToken)
    {
        var key = (profile.Issuer, profile.Subject);
        var user = _known.Get<OutsideUser>(key);
        if (user is null || time.GetUtcNow() >= user.ReadAt + Memory)
        {
            user = await ReadAsync(profile, cancellationToken) ?? await CreateAsync(profile, cancellationToken);
            _known.Set(key, user, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Memory });
        }

        return user;
    }

    public void Dispose() => _known.Dispose();

    private async Task<OutsideUser?> ReadAsync(OutsideProfile profile, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await FindAsync(scope.ServiceProvider.GetRequiredService<MessagingDbContext>(), profile, cancellationToken);
    }

    private async Task<OutsideUser> CreateAsync(OutsideProfile profile, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                var db = scope.ServiceProvider.GetRequiredService<MessagingDbContext>();
                // Looked up again inside: an app makes its first requests all at once.
                return await db.InTransactionAsync(
                    async cancellation => await FindAsync(db, profile, cancellation) ?? await AddAsync(db, profile, cancellation),
                    cancellationToken);
            }
            catch (DbUpdateException exception) when (attempt < 5 && UniqueViolations.Is(exception))
            {
                // Another request was quicker, with this person or with this user name.
            }
        }
    }

    private async Task<OutsideUser?> FindAsync(MessagingDbContext db, OutsideProfile profile, CancellationToken cancellationToken)
    {
        var found = await (
            from identity in db.OutsideIdentities
            where identity.Issuer == profile.Issuer && identity.Subject == profile.Subject
            join user in db.Users on identity.UserId equals user.Id
            select new { user.Id, user.UserName }).SingleOrDefaultAsync(cancellationToken);
        return found is null ? null : new OutsideUser(found.Id, found.UserName, time.GetUtcNow());
    }

    private async Task<OutsideUser> AddAsync(MessagingDbContext db, OutsideProfile profile, CancellationToken cancellationToken)
    {
        var now = time.Now();
        var user = new User(UserId.New(now), await FreeUserNameAsync(db, profile, cancellationToken), profile.DisplayName, now);
        db.Accounts.Add(Account.WithoutPassword(user.Id, user.UserName));
        db.Users.Add(user);
        db.OutsideIdentities.Add(new OutsideIdentity(profile.Issuer, profile.Subject, user.Id, now));
        return new OutsideUser(user.Id, user.UserName, time.GetUtcNow());
    }

    /// <summary>Never the name of an admin: whoever can choose a name at the issuer would choose that.</summary>
    private async Task<string> FreeUserNameAsync(MessagingDbContext db, OutsideProfile profile, CancellationToken cancellationToken)
    {
        foreach (var name in profile.UserNames().Where(name => !admin.CurrentValue.IsAdmin(name)))
        {
            var normalized = Account.Normalize(name);
            if (!await db.Accounts.AnyAsync(account => account.NormalizedUserName == normalized, cancellationToken)) return name;
        }

        throw new InvalidOperationException("No free user name was found for a user of the outside issuer.");
    }
}

/// <param name="Id">Our id.</param>
/// <param name="UserName">Ours, too.</param>
/// <param name="ReadAt">When the database said so.</param>
internal sealed record OutsideUser(UserId Id, string UserName, DateTimeOffset ReadAt);

using Messaging.Application.Auth;
using Messaging.Domain.Common;
using Messaging.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Infrastructure.Identity.Outside;

/// <summary>
/// Finds the user behind an outside token, and creates one for a new subject. Users stay in memory for a minute, because
/// a token comes with every request.
/// </summary>
internal sealed class OutsideUsers(IServiceScopeFactory scopes, TimeProvider time) : IDisposable
{
    /// <summary>How long a user is remembered. Whether the account is locked is asked elsewhere, at every request.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromMinutes(1);

    private const int MaxKnown = 10_000;

    private readonly MemoryCache _known = new(new MemoryCacheOptions { SizeLimit = MaxKnown });

    /// <returns>The user; the account may be locked.</returns>
    public async Task<OutsideUser> FindOrCreateAsync(OutsideProfile profile, CancellationToken cancellationToken)
    {
        var key = profile.Subject;
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
        return await FindAsync(scope.ServiceProvider.GetRequiredService<MessagingDbContext>(), profile.Subject, cancellationToken);
    }

    private async Task<OutsideUser> CreateAsync(OutsideProfile profile, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                var db = scope.ServiceProvider.GetRequiredService<MessagingDbContext>();
                var newUsers = scope.ServiceProvider.GetRequiredService<INewUsers>();
                // Looked up again inside: an app makes its first requests all at once.
                return await db.InTransactionAsync(
                    async cancellation => await FindAsync(db, profile.Subject, cancellation) ?? await AddAsync(newUsers, profile, cancellation),
                    cancellationToken);
            }
            catch (Exception exception) when (attempt < 5 && (exception is RefusedException || (exception is DbUpdateException update && UniqueViolations.Is(update))))
            {
                // Another request was quicker, with this person or with this user name.
            }
        }
    }

    private async Task<OutsideUser?> FindAsync(MessagingDbContext db, OutsideSubject subject, CancellationToken cancellationToken)
    {
        var found = await (
            from identity in db.OutsideIdentities
            where identity.Issuer == subject.Issuer && identity.Subject == subject.Subject
            join user in db.Users on identity.UserId equals user.Id
            select new { user.Id, user.UserName }).SingleOrDefaultAsync(cancellationToken);
        return found is null ? null : new OutsideUser(found.Id, found.UserName, time.GetUtcNow());
    }

    private async Task<OutsideUser> AddAsync(INewUsers newUsers, OutsideProfile profile, CancellationToken cancellationToken)
    {
        // Never the name of an admin: a person who can choose a name at the issuer would choose that.
        string[] names = [.. profile.UserNames().Where(name => !newUsers.IsAdminName(name))];
        var taken = await newUsers.FindByNameAsync(names, cancellationToken);
        var free = names.FirstOrDefault(name => !taken.ContainsKey(newUsers.Normalize(name)))
            ?? throw new InvalidOperationException("No free user name was found for a user of the outside issuer.");
        var user = await newUsers.AddAsync(new NewUser(UserId.New(time.Now()), free, profile.DisplayName, Outside: profile.Subject), cancellationToken);
        return new OutsideUser(user.Id, user.UserName, time.GetUtcNow());
    }
}

/// <param name="Id">Our id.</param>
/// <param name="UserName">Ours, too.</param>
/// <param name="ReadAt">When the database said so.</param>
internal sealed record OutsideUser(UserId Id, string UserName, DateTimeOffset ReadAt);

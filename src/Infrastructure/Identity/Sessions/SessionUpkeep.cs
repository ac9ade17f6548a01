using Messaging.Application.Auth;
using Messaging.Domain.Auth.Events;
using Messaging.Domain.Common;
using Messaging.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Messaging.Infrastructure.Identity.Sessions;

/// <summary>
/// Looks every second for what nobody announces: accounts that were locked in the database, and sessions that are in
/// use and ended on another node.
/// </summary>
internal sealed partial class SessionUpkeep(LiveSessions sessions, IServiceScopeFactory scopes, TimeProvider time, ILogger<SessionUpkeep> logger) : BackgroundService
{
    private const int IdsInOneQuery = 500;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // Null before the first look: what was locked before the start has no connections to end.
    private HashSet<Guid>? _locked;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failing = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await EndLockedAsync(stoppingToken);
                await LookAgainAsync(stoppingToken);
                sessions.ForgetOld();
                failing = false;
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // Once an outage: everything else says loudly enough that the database is away.
                if (!failing) LogFailed(exception);
                failing = true;
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task EndLockedAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MessagingDbContext>();
        var now = time.GetUtcNow();
        var locked = await db.Accounts.Where(account => account.LockoutEnd > now).Select(account => account.Id).ToHashSetAsync(cancellationToken);
        var isFirst = _locked is null;
        var fresh = locked.Where(id => _locked?.Contains(id) != true).Select(id => new UserId(id)).ToArray();
        foreach (var ids in fresh.Chunk(IdsInOneQuery))
        {
            var signedIn = isFirst ? await db.Sessions.Where(session => ids.Contains(session.UserId)).Select(session => session.UserId).Distinct().ToListAsync(cancellationToken) : [.. ids];
            foreach (var id in signedIn) await EndAsync(db, id, cancellationToken);
        }

        _locked = locked;
    }

    private async Task EndAsync(MessagingDbContext db, UserId id, CancellationToken cancellationToken)
    {
        await db.InTransactionAsync(
            async cancellation =>
            {
                // Users of an outside issuer have no sessions here, but connections.
                if (await db.EndSessionsAsync(id, all => all, cancellation) == 0) db.Raise(new SessionsEnded(id, []));
                return true;
            },
            cancellationToken);
        LogLocked(id.Value);
    }

    private async Task LookAgainAsync(CancellationToken cancellationToken)
    {
        foreach (var watched in sessions.Watched.Union(sessions.Recent).Chunk(IdsInOneQuery))
        {
            var askedAt = time.GetTimestamp();
            var live = await LiveAsync(watched, cancellationToken);
            sessions.Confirm(live, askedAt);
            foreach (var (user, session) in watched.Where(one => !live.Contains(one))) sessions.EndWatches(user, session);
        }
    }

    private async Task<HashSet<(UserId User, Guid Session)>> LiveAsync((UserId User, Guid Session)[] watched, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MessagingDbContext>();
        var now = time.GetUtcNow();
        var ids = watched.Select(one => one.User.Value).Distinct().ToArray();
        var users = (await db.Accounts
            .Where(account => EF.Parameter(ids).Contains(account.Id) && (account.LockoutEnd == null || account.LockoutEnd <= now))
            .Select(account => account.Id).ToListAsync(cancellationToken)).ToHashSet();
        var sessionIds = watched.Select(one => one.Session).Where(id => id != Guid.Empty).ToArray();
        var live = sessionIds.Length == 0 ? [] : (await db.Sessions
            .Where(session => EF.Parameter(sessionIds).Contains(session.Id) && session.ExpiresAt > now)
            .Select(session => session.Id).ToListAsync(cancellationToken)).ToHashSet();
        return [.. watched.Where(one => users.Contains(one.User.Value) && (one.Session == Guid.Empty || live.Contains(one.Session)))];
    }

    [LoggerMessage(72, LogLevel.Information, "Account {UserId} is locked; its sessions and connections end")]
    private partial void LogLocked(Guid userId);

    [LoggerMessage(73, LogLevel.Warning, "Locked accounts and ended sessions cannot be looked for")]
    private partial void LogFailed(Exception exception);
}

using Messaging.Domain.Common;
using Messaging.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Messaging.Infrastructure.Persistence;

/// <summary>
/// After an upgrade that folds names in another way, gives every user the new search keys and words, while the app runs.
/// It may stop at any moment: the next start goes on. Several nodes may do it at once. It looks again from time to time,
/// since a node of the earlier release may still write names.
/// </summary>
internal sealed partial class SearchKeyUpgrade(IServiceScopeFactory scopes, TimeProvider time, ILogger<SearchKeyUpgrade> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    /// <summary>Users in one transaction: so few that nobody who sends waits for it.</summary>
    private const int Batch = 100;

    /// <returns>How many users got new keys.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MessagingDbContext>();
        var old = await db.Users.Where(user => user.SearchKeyVersion < SearchKey.Version).Select(user => user.Id).ToListAsync(cancellationToken);
        foreach (var ids in old.Chunk(Batch)) await db.InTransactionAsync(cancellation => RenewAsync(db, ids, cancellation), cancellationToken);
        return old.Count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await RunAsync(stoppingToken) is > 0 and var count) LogRenewed(count);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // People are found by their old keys meanwhile, or not yet; that is no reason to stop the app.
                LogFailed(exception);
            }

            await Task.Delay(Interval, time, stoppingToken);
        }
    }

    private static async Task<int> RenewAsync(MessagingDbContext db, UserId[] ids, CancellationToken cancellationToken)
    {
        foreach (var user in await db.LockUsersAsync(ids, cancellationToken)) user.RenewKeys();
        return ids.Length;
    }

    [LoggerMessage(63, LogLevel.Information, "{Count} users got new search keys")]
    private partial void LogRenewed(int count);

    [LoggerMessage(64, LogLevel.Error, "The search keys of users could not be renewed. The next try is in 5 min.")]
    private partial void LogFailed(Exception exception);
}

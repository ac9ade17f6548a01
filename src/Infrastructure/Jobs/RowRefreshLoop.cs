using Messaging.Application.Common;
using Messaging.Application.Conversations;
using Messaging.Domain.Users;
using Messaging.Domain.Users.Events;
using Messaging.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Messaging.Infrastructure.Jobs;

/// <summary>Refreshes rows that show an old name, one user after the other. Another node takes over the work that a node leaves undone.</summary>
internal sealed partial class RowRefreshLoop : AsyncProcess, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Claim = TimeSpan.FromSeconds(30);

    // Between two batches, so that messages of others come first.
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(50);

    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly IServiceScopeFactory _scopes;
    private readonly TimeProvider _time;
    private readonly ILogger<RowRefreshLoop> _logger;

    public RowRefreshLoop(IServiceScopeFactory scopes, CommitFeed commits, TimeProvider time, ILogger<RowRefreshLoop> logger)
    {
        (_scopes, _time, _logger) = (scopes, time, logger);
        commits.Subscribe(events =>
        {
            if (events.Any(domainEvent => domainEvent is ProfileChanged) && _wake.CurrentCount == 0) Wake();
        });
    }

    public void Dispose() => _wake.Dispose();

    protected override async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await using var scope = _scopes.CreateAsyncScope();
                var db = scope.ServiceProvider.GetRequiredService<MessagingDbContext>();
                if (await ClaimAsync(db, stopping) is { } refresh)
                {
                    if (await scope.ServiceProvider.GetRequiredService<RenumberConversationRows>().NextAsync(refresh, stopping)) await ReleaseAsync(db, refresh, stopping);
                    await Task.Delay(Breath, _time, stopping);
                }
                else
                {
                    await _wake.WaitAsync(Interval, stopping);
                }
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
            }
            catch (Exception exception)
            {
                LogFailed(exception);
                await Task.Delay(Interval, _time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // Somebody else has woken it.
        }
    }

    /// <summary>Takes the user who has waited longest, so that one with many conversations does not hold up the others.</summary>
    private static async Task<RowRefresh?> ClaimAsync(MessagingDbContext db, CancellationToken cancellationToken)
    {
        var now = await db.NowAsync(cancellationToken);
        var free = db.RowRefreshes.Where(row => row.ClaimedUntil <= now);
        if (await free.OrderBy(row => row.ClaimedUntil).AsNoTracking().FirstOrDefaultAsync(cancellationToken) is not { } next) return null;

        var until = now + Claim;
        var claimed = await db.InTransactionAsync(
            cancellation => free.Where(row => row.UserId == next.UserId && row.Request == next.Request)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.ClaimedUntil, until), cancellation),
            cancellationToken);
        return claimed == 1 ? next : null;
    }

    private static async Task ReleaseAsync(MessagingDbContext db, RowRefresh refresh, CancellationToken cancellationToken)
    {
        var now = await db.NowAsync(cancellationToken);
        await db.InTransactionAsync(
            cancellation => db.RowRefreshes.Where(row => row.UserId == refresh.UserId).ExecuteUpdateAsync(set => set.SetProperty(row => row.ClaimedUntil, now), cancellation),
            cancellationToken);
    }

    [LoggerMessage(24, LogLevel.Error, "Rows that show an old name could not be refreshed; the work resumes in 10 s")]
    private partial void LogFailed(Exception exception);
}

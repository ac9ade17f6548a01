using Hangfire.Common;
using Messaging.Application.Outbox;
using Messaging.Application.Realtime;
using Messaging.Domain.Common;
using Messaging.Infrastructure.Outbox;
using Messaging.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Messaging.Infrastructure.Jobs;

/// <summary>The recurring Hangfire jobs. Each job is idempotent: two runs at once do no harm.</summary>
public sealed partial class RecurringJobs(
    MessagingDbContext db, IOutboxSignal signal, OutboxMetrics metrics, IPushSettings push, IOptions<OutboxOptions> options, TimeProvider time,
    ILogger<RecurringJobs> logger)
{
    // Many rows at once, and nobody waits for them.
    private static readonly TimeSpan PurgeLimit = TimeSpan.FromMinutes(1);

    /// <summary>All jobs: id, what runs, and when (cron with seconds, UTC).</summary>
    internal static IReadOnlyList<(string Id, Job Job, string Cron)> All { get; } =
    [
        ("outbox-sweep", Job.FromExpression<RecurringJobs>(jobs => jobs.SweepOutboxAsync(CancellationToken.None)), "*/15 * * * * *"),
        ("outbox-purge", Job.FromExpression<RecurringJobs>(jobs => jobs.PurgeOutboxAsync(CancellationToken.None)), "0 7 * * * *"),
        ("session-purge", Job.FromExpression<RecurringJobs>(jobs => jobs.PurgeSessionsAsync(CancellationToken.None)), "0 17 * * * *"),
    ];

    /// <summary>Watches over the dispatcher: wakes every lane, and says so when one does not move or has no owner.</summary>
    public async Task SweepOutboxAsync(CancellationToken cancellationToken)
    {
        signal.WakeAll();
        if (metrics.OldestSeconds > options.Value.DegradedAfterSeconds) LogStuck(metrics.OldestSeconds);

        var now = await db.NowAsync(cancellationToken);
        var lifetime = TimeSpan.FromMilliseconds(options.Value.LeaseMilliseconds);
        var orphaned = await db.LaneLeases.CountAsync(lease => lease.ExpiresAt < now - lifetime, cancellationToken);
        if (orphaned > 0) LogOrphaned(orphaned);

        // Not those that may just have died: after a crash and a restart there is one node, not two.
        var live = await db.LiveNodes.CountAsync(node => node.ExpiresAt > now + (lifetime / 2), cancellationToken);
        if (live > 1 && !push.HasOtherNodes) LogUndeclared(live);
    }

    /// <summary>Deletes parked rows that nobody came for.</summary>
    public Task PurgeOutboxAsync(CancellationToken cancellationToken)
    {
        db.Database.SetCommandTimeout(PurgeLimit);
        var before = time.Now().AddDays(-options.Value.KeepParkedDays);
        return db.InTransactionAsync(
            cancellation => db.Outbox.Where(row => row.ParkedAt < before).ExecuteDeleteAsync(cancellation), cancellationToken);
    }

    /// <summary>Deletes sessions that can no longer be refreshed.</summary>
    public Task PurgeSessionsAsync(CancellationToken cancellationToken)
    {
        db.Database.SetCommandTimeout(PurgeLimit);
        var now = time.Now();
        return db.InTransactionAsync(
            cancellation => db.Sessions.Where(session => session.ExpiresAt < now).ExecuteDeleteAsync(cancellation), cancellationToken);
    }

    [LoggerMessage(20, LogLevel.Warning, "The oldest outbox row has been waiting for {Seconds} s")]
    private partial void LogStuck(double seconds);

    [LoggerMessage(21, LogLevel.Warning, "{Lanes} outbox lanes have no owner")]
    private partial void LogOrphaned(int lanes);

    [LoggerMessage(23, LogLevel.Warning, "{Nodes} nodes dispatch from this database, but Push:Nodes is 1: set it to their number")]
    private partial void LogUndeclared(int nodes);
}

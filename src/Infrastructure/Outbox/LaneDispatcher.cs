using System.Diagnostics;
using Messaging.Application.Common;
using Messaging.Application.Realtime;
using Messaging.Domain.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Messaging.Infrastructure.Outbox;

/// <summary>
/// Empties one lane: takes rows, lets their consumers make events, sends those in batches in order, and hands over the
/// rows that the push service took for deletion. Used by one runner at a time.
/// </summary>
internal sealed partial class LaneDispatcher(
    int lane, IServiceScopeFactory scopes, LaneBatcher batcher, LaneQueues queues, NodeLanes lanes, SentRows sent, IRealtimePublisher publisher,
    PushReturn pushReturn, OutboxMetrics metrics, IOptions<OutboxOptions> options, TimeProvider time, ILogger<LaneDispatcher> logger)
{
    private readonly OutboxOptions _options = options.Value;
    private readonly Backoff _backoff = new(options.Value);
    private readonly LanePause _pause = new(pushReturn, time);
    private readonly LaneQueue _queue = queues[lane];
    // Keys whose first row failed in its consumer: until then their later rows wait, others go on.
    private readonly Dictionary<Guid, DateTimeOffset> _waiting = [];

    /// <summary>Waits before the next try.</summary>
    /// <param name="delay">The wait that <see cref="DrainAsync(CancellationToken)"/> returned.</param>
    /// <param name="cancellationToken">Ends the wait without an exception.</param>
    public Task WaitAsync(TimeSpan delay, CancellationToken cancellationToken) => _pause.WaitAsync(delay, cancellationToken);

    /// <summary>Sends until the lane is empty, the lease is not safe any more, or the push service fails.</summary>
    /// <param name="cancellationToken">Ends the work between two calls.</param>
    /// <returns>How long to wait before the next try; zero when there is nothing to wait for.</returns>
    public async Task<TimeSpan> DrainAsync(CancellationToken cancellationToken)
    {
        // Every commit wakes the lane on every node. On a node that does not own it, that must cost nothing.
        if (!lanes.Owns(lane))
        {
            _queue.FallBehind();
            _queue.BeginTableRead();
            return TimeSpan.Zero;
        }

        var isDone = false;
        await using var scope = scopes.CreateAsyncScope();
        try
        {
            var wait = await DrainAsync(scope.ServiceProvider, cancellationToken);
            isDone = wait == TimeSpan.Zero && lanes.Owns(lane);
            return wait;
        }
        finally
        {
            // Rows that were taken and not sent are still in the table.
            if (!isDone) _queue.FallBehind();
        }
    }

    private async Task<TimeSpan> DrainAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        while (lanes.Owns(lane))
        {
            ForgetPastWaits();
            // After a failure one batch probes, so that a service that is down is not flooded.
            var limit = _backoff.Failures > 0 ? _options.BatchSize : _options.ReadRows;
            var (items, isEnd) = (lanes.IsAlone && _waiting.Count == 0 ? _queue.Take(limit) : null) is { } taken
                ? (taken, taken.Count == 0)
                : await ReadTableAsync(services.GetRequiredService<OutboxStore>(), limit, cancellationToken);
            foreach (var batch in await batcher.MakeAsync(items, services, cancellationToken))
            {
                if (!lanes.Owns(lane)) return TimeSpan.Zero;
                var wait = await SendAsync(batch, services, cancellationToken);
                if (wait > TimeSpan.Zero) return wait;
            }

            // Every later commit wakes the lane again.
            if (isEnd) return TimeSpan.Zero;
        }

        return TimeSpan.Zero;
    }

    private void ForgetPastWaits()
    {
        var now = time.Now();
        foreach (var key in _waiting.Where(wait => wait.Value <= now).Select(wait => wait.Key).ToArray()) _waiting.Remove(key);
    }

    /// <summary>Reads rows that this process did not write, or did not keep.</summary>
    /// <returns>The rows that are due, and whether the lane has nothing more to do after them.</returns>
    private async Task<(List<OutboxItem> Items, bool IsEnd)> ReadTableAsync(OutboxStore store, int limit, CancellationToken cancellationToken)
    {
        var generation = _queue.BeginTableRead();
        await sent.FlushAsync(cancellationToken);
        var rows = await store.ReadAsync(lane, _waiting.Keys, limit, cancellationToken);
        if (rows.Exists(HasFailed)) await WaitForFailedAsync(rows, store, cancellationToken);

        var isEnd = rows.Count < limit;
        rows.RemoveAll(row => _waiting.ContainsKey(row.OrderKey));
        if (!isEnd || !lanes.IsAlone || _waiting.Count > 0) return (rows.ConvertAll(Stored), isEnd);

        _queue.CaughtUp(generation, rows.Select(row => row.Id));
        return (rows.ConvertAll(Stored), IsEnd: false);
    }

    /// <summary>Holds keys back whose first row is not due yet, by the database's clock: another node may have set the time.</summary>
    private async Task WaitForFailedAsync(List<OutboxMessage> rows, OutboxStore store, CancellationToken cancellationToken)
    {
        var (due, now) = (await store.NowAsync(cancellationToken), time.Now());
        foreach (var row in rows.Where(row => HasFailed(row) && row.DueAt > due)) _waiting.TryAdd(row.OrderKey, now + (row.DueAt - due));
    }

    private static bool HasFailed(OutboxMessage row) => row.Attempts > 0 && row.DueAt > OutboxMessage.AtOnce;

    private static OutboxItem Stored(OutboxMessage row) => new(row, Committed: null);

    /// <returns>How long the lane has to wait; zero to go on.</returns>
    private async Task<TimeSpan> SendAsync(LaneBatch batch, IServiceProvider services, CancellationToken cancellationToken)
    {
        if (batch.Events.Count > 0)
        {
            var result = await PublishAsync(batch.Events, cancellationToken);
            switch (result.Outcome)
            {
                case PublishOutcome.Accepted:
                    break;
                case PublishOutcome.TooLarge or PublishOutcome.Rejected:
                    var wait = await SendOneByOneAsync(batch, services, cancellationToken);
                    if (wait > TimeSpan.Zero || !lanes.Owns(lane)) return wait;
                    break;
                default:
                    return await PauseAsync(batch.Events, result, services, cancellationToken);
            }
        }

        if (batch.Events.Count > 0) _pause.Accepted();
        _backoff.Reset();
        sent.Add(batch.Completed.Where(delivery => delivery.Error is null).Select(delivery => delivery.Row.Id));
        foreach (var delivery in batch.Completed.Where(delivery => delivery.Error is not null))
            await KeepFailedAsync(delivery, services.GetRequiredService<OutboxStore>(), cancellationToken);
        return TimeSpan.Zero;
    }

    /// <summary>One event of the batch is at fault: finds it, sends its short form or gives it up, and sends the others.</summary>
    private async Task<TimeSpan> SendOneByOneAsync(LaneBatch batch, IServiceProvider services, CancellationToken cancellationToken)
    {
        foreach (var item in batch.Events)
        {
            // Up to twenty calls: the lease must outlive each of them.
            if (!lanes.Owns(lane)) return TimeSpan.Zero;
            var result = await PublishAsync([item], cancellationToken);
            if (result.Outcome == PublishOutcome.TooLarge && item.Event.Thin is { } thin)
                result = await PublishAsync([item with { Event = item.Event with { Data = thin() } }], cancellationToken);
            switch (result.Outcome)
            {
                case PublishOutcome.Accepted:
                    break;
                case PublishOutcome.TooLarge or PublishOutcome.Rejected:
                    item.Delivery.Fail(item.Consumer, $"{result.Outcome}: {result.Error}", isHopeless: true);
                    break;
                default:
                    return await PauseAsync([item], result, services, cancellationToken);
            }
        }

        return TimeSpan.Zero;
    }

    private async Task<PublishResult> PublishAsync(List<LaneEvent> events, CancellationToken cancellationToken)
    {
        using var activity = OutboxMetrics.Source.StartActivity("outbox publish", ActivityKind.Producer, events[0].Delivery.Row.TraceParent);
        _pause.BeginCall();
        var result = await publisher.PublishAsync(events.ConvertAll(item => item.Event), cancellationToken);
        metrics.Published(result.Outcome, events.Count);
        return result;
    }

    private async Task<TimeSpan> PauseAsync(List<LaneEvent> events, PublishResult result, IServiceProvider services, CancellationToken cancellationToken)
    {
        var wait = result.Outcome == PublishOutcome.Unauthorized
            ? TimeSpan.FromMilliseconds(_options.UnauthorizedRetryMilliseconds)
            : _backoff.Next(result.RetryAfter);
        _pause.Failed(mayEndEarly: result is { Outcome: not PublishOutcome.Unauthorized, RetryAfter: null });
        if (result.Outcome == PublishOutcome.Unauthorized) LogUnauthorized(lane, result.Error);
        else if (_backoff.Failures == 1) LogUnavailable(lane, result.Error);
        await services.GetRequiredService<OutboxStore>().CountAttemptAsync(
            [.. events.Select(item => item.Delivery.Row.Id).Distinct()], $"{result.Outcome}: {result.Error}", cancellationToken);
        return wait;
    }

    /// <summary>Parks a row that cannot be delivered, or tries it again later. Only for the consumers that failed.</summary>
    private async Task KeepFailedAsync(RowDelivery delivery, OutboxStore store, CancellationToken cancellationToken)
    {
        var row = delivery.Row;
        _queue.FallBehind();
        if (delivery.IsHopeless)
        {
            await store.ParkAsync(row.Id, delivery.Owed, delivery.Error!, cancellationToken);
            metrics.Parked();
            LogParked(row.Id, row.EventName, delivery.Owed, delivery.Error!);
            return;
        }

        var delay = TimeSpan.FromSeconds(Math.Min(60, Math.Pow(2, row.Attempts)));
        await store.DelayAsync(row.Id, delivery.Owed, delay, delivery.Error!, cancellationToken);
        _waiting[row.OrderKey] = time.Now() + delay;
    }

    [LoggerMessage(2, LogLevel.Warning, "Push is unavailable, lane {Lane} retries: {Error}")]
    private partial void LogUnavailable(int lane, string? error);

    [LoggerMessage(3, LogLevel.Critical, "The push service refuses our credentials or the quota is used up, lane {Lane} waits: {Error}")]
    private partial void LogUnauthorized(int lane, string? error);

    [LoggerMessage(4, LogLevel.Error, "Parked outbox row {RowId} ({EventName} for {Consumer}): {Error}")]
    private partial void LogParked(long rowId, string eventName, string consumer, string error);
}

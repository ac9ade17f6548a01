using System.Diagnostics;
using Messaging.Application.Outbox;
using Messaging.Application.Realtime;
using Messaging.Domain.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Messaging.Infrastructure.Outbox;

/// <summary>
/// Empties one lane: reads rows, lets their consumers make events, sends those in batches in order,
/// deletes what the push service took. Used by one runner at a time.
/// </summary>
internal sealed partial class LaneDispatcher(
    int lane, IServiceScopeFactory scopes, OutboxCatalog catalog, IRealtimePublisher publisher, OutboxMetrics metrics,
    IOptions<OutboxOptions> options, TimeProvider time, ILogger<LaneDispatcher> logger)
{
    private readonly OutboxOptions _options = options.Value;
    private readonly Backoff _backoff = new(options.Value);
    // Keys whose first row failed in its consumer: until then their later rows wait, others go on.
    private readonly Dictionary<Guid, DateTimeOffset> _waiting = [];

    /// <summary>Sends until the lane is empty, the lease is not safe any more, or the push service fails.</summary>
    /// <param name="mayContinue">False when the lease would not outlive another call.</param>
    /// <param name="cancellationToken">Ends the work between two calls.</param>
    /// <returns>How long to wait before the next try; zero when there is nothing to wait for.</returns>
    public async Task<TimeSpan> DrainAsync(Func<bool> mayContinue, CancellationToken cancellationToken)
    {
        // Every commit wakes the lane on every node; where it is another's, that must cost nothing.
        if (!mayContinue()) return TimeSpan.Zero;

        await using var scope = scopes.CreateAsyncScope();
        var store = scope.ServiceProvider.GetRequiredService<OutboxStore>();
        await store.ConnectAsync(cancellationToken);
        while (mayContinue())
        {
            ForgetPastWaits();
            // After a failure one batch probes, so that a service that is down is not flooded.
            var limit = _backoff.Failures > 0 ? _options.BatchSize : _options.ReadRows;
            var rows = await store.ReadAsync(lane, _waiting.Keys, limit, cancellationToken);
            if (rows.Count == 0) return TimeSpan.Zero;

            foreach (var batch in await MakeBatchesAsync(rows, store, scope.ServiceProvider, cancellationToken))
            {
                if (!mayContinue()) return TimeSpan.Zero;
                var wait = await SendAsync(batch, store, mayContinue, cancellationToken);
                if (wait > TimeSpan.Zero) return wait;
            }

            // That was all. What was committed since then has set the lane's latch, and brings us back.
            if (rows.Count < limit) return TimeSpan.Zero;
        }

        return TimeSpan.Zero;
    }

    private void ForgetPastWaits()
    {
        var now = time.Now();
        foreach (var key in _waiting.Where(wait => wait.Value <= now).Select(wait => wait.Key).ToArray()) _waiting.Remove(key);
    }

    /// <summary>Lets consumers turn rows into events, and gathers these in order.</summary>
    private async Task<List<Batch>> MakeBatchesAsync(List<OutboxMessage> rows, OutboxStore store, IServiceProvider services, CancellationToken cancellationToken)
    {
        var batches = new List<Batch> { new() };
        foreach (var row in rows)
        {
            if (_waiting.ContainsKey(row.OrderKey)) continue;
            if (row.DueAt > time.Now())
            {
                _waiting[row.OrderKey] = row.DueAt;
                continue;
            }

            IReadOnlyList<RealtimeEvent> events;
            try
            {
                var consumer = (IOutboxConsumer)services.GetRequiredService(catalog.ConsumerOf(row));
                events = await consumer.ConsumeAsync(catalog.Read(row), cancellationToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                await FailAsync(row, exception, store, cancellationToken);
                continue;
            }

            foreach (var chunk in events.Chunk(_options.BatchSize))
            {
                if (batches[^1].Events.Count + chunk.Length > _options.BatchSize) batches.Add(new Batch());
                batches[^1].Events.AddRange(chunk.Select(realtimeEvent => (row, realtimeEvent)));
            }

            batches[^1].Completed.Add(row);
        }

        return batches;
    }

    private async Task FailAsync(OutboxMessage row, Exception exception, OutboxStore store, CancellationToken cancellationToken)
    {
        LogConsumerFailed(exception, row.Id, row.EventName, row.Consumer, row.Attempts + 1);
        if (exception is not PushUnavailableException && row.Attempts + 1 >= _options.ConsumerAttempts)
        {
            await ParkAsync(row, exception.Message, store, cancellationToken);
            return;
        }

        var dueAt = time.Now() + TimeSpan.FromSeconds(Math.Min(60, Math.Pow(2, row.Attempts)));
        await store.DelayAsync(row.Id, dueAt, exception.Message, cancellationToken);
        _waiting[row.OrderKey] = dueAt;
    }

    /// <returns>How long the lane has to wait; zero to go on.</returns>
    private async Task<TimeSpan> SendAsync(Batch batch, OutboxStore store, Func<bool> mayContinue, CancellationToken cancellationToken)
    {
        if (batch.Events.Count > 0)
        {
            var result = await PublishAsync(batch.Events, cancellationToken);
            switch (result.Outcome)
            {
                case PublishOutcome.Accepted:
                    break;
                case PublishOutcome.TooLarge or PublishOutcome.Rejected:
                    var wait = await SendOneByOneAsync(batch, store, mayContinue, cancellationToken);
                    if (wait > TimeSpan.Zero || !mayContinue()) return wait;
                    break;
                default:
                    return await PauseAsync(batch.Events, result, store, cancellationToken);
            }
        }

        _backoff.Reset();
        if (batch.Completed.Count > 0) await store.DeleteAsync([.. batch.Completed.Select(row => row.Id)], cancellationToken);
        return TimeSpan.Zero;
    }

    /// <summary>One event of the batch is at fault: finds it, sends its short form or parks its row, and sends the others.</summary>
    private async Task<TimeSpan> SendOneByOneAsync(Batch batch, OutboxStore store, Func<bool> mayContinue, CancellationToken cancellationToken)
    {
        foreach (var (row, realtimeEvent) in batch.Events)
        {
            // Up to twenty calls: the lease must outlive each of them.
            if (!mayContinue()) return TimeSpan.Zero;
            var result = await PublishAsync([(row, realtimeEvent)], cancellationToken);
            if (result.Outcome == PublishOutcome.TooLarge && realtimeEvent.Thin is { } thin)
                result = await PublishAsync([(row, realtimeEvent with { Data = thin() })], cancellationToken);
            switch (result.Outcome)
            {
                case PublishOutcome.Accepted:
                    break;
                case PublishOutcome.TooLarge or PublishOutcome.Rejected:
                    await ParkAsync(row, $"{result.Outcome}: {result.Error}", store, cancellationToken);
                    break;
                default:
                    return await PauseAsync([(row, realtimeEvent)], result, store, cancellationToken);
            }
        }

        return TimeSpan.Zero;
    }

    private async Task<PublishResult> PublishAsync(List<(OutboxMessage Row, RealtimeEvent Event)> events, CancellationToken cancellationToken)
    {
        using var activity = OutboxMetrics.Source.StartActivity("outbox publish", ActivityKind.Producer, events[0].Row.TraceParent);
        var result = await publisher.PublishAsync(events.ConvertAll(item => item.Event), cancellationToken);
        metrics.Published(result.Outcome, events.Count);
        return result;
    }

    private async Task<TimeSpan> PauseAsync(
        List<(OutboxMessage Row, RealtimeEvent Event)> events, PublishResult result, OutboxStore store, CancellationToken cancellationToken)
    {
        var wait = result.Outcome == PublishOutcome.Unauthorized
            ? TimeSpan.FromMilliseconds(_options.UnauthorizedRetryMilliseconds)
            : _backoff.Next(result.RetryAfter);
        if (result.Outcome == PublishOutcome.Unauthorized) LogUnauthorized(lane, result.Error);
        else if (_backoff.Failures == 1) LogUnavailable(lane, result.Error);
        await store.CountAttemptAsync([.. events.Select(item => item.Row.Id).Distinct()], $"{result.Outcome}: {result.Error}", cancellationToken);
        return wait;
    }

    private async Task ParkAsync(OutboxMessage row, string error, OutboxStore store, CancellationToken cancellationToken)
    {
        await store.ParkAsync(row.Id, error, cancellationToken);
        metrics.Parked();
        LogParked(row.Id, row.EventName, row.Consumer, error);
    }

    /// <summary>Events for one call, and the rows that are done once it is accepted.</summary>
    private sealed class Batch
    {
        public List<(OutboxMessage Row, RealtimeEvent Event)> Events { get; } = [];

        public List<OutboxMessage> Completed { get; } = [];
    }

    [LoggerMessage(1, LogLevel.Warning, "Outbox row {RowId} ({EventName} for {Consumer}) failed, attempt {Attempt}")]
    private partial void LogConsumerFailed(Exception exception, long rowId, string eventName, string consumer, int attempt);

    [LoggerMessage(2, LogLevel.Warning, "Push is unavailable, lane {Lane} retries: {Error}")]
    private partial void LogUnavailable(int lane, string? error);

    [LoggerMessage(3, LogLevel.Critical, "The push service refuses our credentials or the quota is used up, lane {Lane} waits: {Error}")]
    private partial void LogUnauthorized(int lane, string? error);

    [LoggerMessage(4, LogLevel.Error, "Parked outbox row {RowId} ({EventName} for {Consumer}): {Error}")]
    private partial void LogParked(long rowId, string eventName, string consumer, string error);
}

using Messaging.Application.Messages;
using Messaging.Application.Outbox;
using Messaging.Domain.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Messaging.Infrastructure.Outbox;

/// <summary>Lets the consumers of rows turn their events into what is pushed, and gathers that into calls.</summary>
internal sealed partial class LaneBatcher(OutboxCatalog catalog, IOptions<OutboxOptions> options, ILogger<LaneBatcher> logger)
{
    private readonly OutboxOptions _options = options.Value;

    /// <summary>Makes the calls for some rows, in order.</summary>
    /// <param name="items">The rows: all just committed, or all read from the table.</param>
    /// <param name="services">Where the consumers come from.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<List<LaneBatch>> MakeAsync(IReadOnlyList<OutboxItem> items, IServiceProvider services, CancellationToken cancellationToken)
    {
        var deliveries = Read(items);
        if (items is [{ Committed: null }, ..]) await RefreshAsync(deliveries, services, cancellationToken);
        await PrepareAsync(deliveries, haveWaited: items is [{ Committed: null }, ..], services, cancellationToken);

        var batches = new List<LaneBatch> { new() };
        var failedKeys = new HashSet<Guid>();
        foreach (var delivery in deliveries)
        {
            // Later rows of a key stay in the table until the failed one is done.
            if (failedKeys.Contains(delivery.Delivery.Row.OrderKey)) continue;

            foreach (var (name, consumer) in delivery.Consumers)
            {
                var events = await ConsumeAsync(delivery, name, (IOutboxConsumer)services.GetRequiredService(consumer), cancellationToken);
                foreach (var chunk in events.Chunk(_options.BatchSize))
                {
                    if (batches[^1].Events.Count + chunk.Length > _options.BatchSize) batches.Add(new LaneBatch());
                    batches[^1].Events.AddRange(chunk.Select(realtimeEvent => new LaneEvent(delivery.Delivery, name, realtimeEvent)));
                }
            }

            batches[^1].Completed.Add(delivery.Delivery);
            if (delivery.Delivery.Error is not null) failedKeys.Add(delivery.Delivery.Row.OrderKey);
        }

        return batches;
    }

    /// <summary>Reads the events. A row of a newer release fails alone.</summary>
    private List<Readable> Read(IReadOnlyList<OutboxItem> items)
    {
        var read = new List<Readable>(items.Count);
        foreach (var (row, committed) in items)
        {
            var delivery = new RowDelivery(row);
            try
            {
                read.Add(new Readable(delivery, committed ?? catalog.Read(row), [.. catalog.ConsumersOf(row)]));
            }
            catch (Exception exception)
            {
                Fail(delivery, row.Consumers, exception);
                read.Add(new Readable(delivery, Event: null, []));
            }
        }

        return read;
    }

    /// <summary>Messages that waited are announced as they are now: an edit or a deletion in the meantime has replaced the text.</summary>
    private static async Task RefreshAsync(List<Readable> deliveries, IServiceProvider services, CancellationToken cancellationToken)
    {
        var events = await services.GetRequiredService<PresentMessages>().ApplyAsync([.. deliveries.Select(delivery => delivery.Event)], cancellationToken);
        for (var i = 0; i < events.Count; i++) deliveries[i] = deliveries[i] with { Event = events[i] };
    }

    private static async Task PrepareAsync(List<Readable> deliveries, bool haveWaited, IServiceProvider services, CancellationToken cancellationToken)
    {
        var batches = deliveries.SelectMany(delivery => delivery.Consumers, (delivery, consumer) => (consumer.Type, delivery.Event)).GroupBy(item => item.Type, item => item.Event!);
        foreach (var batch in batches)
            await ((IOutboxConsumer)services.GetRequiredService(batch.Key)).PrepareAsync(new OutboxBatch([.. batch], haveWaited), cancellationToken);
    }

    private async Task<IReadOnlyList<Application.Realtime.RealtimeEvent>> ConsumeAsync(
        Readable delivery, string name, IOutboxConsumer consumer, CancellationToken cancellationToken)
    {
        try
        {
            return await consumer.ConsumeAsync(delivery.Event!, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            Fail(delivery.Delivery, name, exception);
            return [];
        }
    }

    private void Fail(RowDelivery delivery, string consumers, Exception exception)
    {
        var row = delivery.Row;
        LogConsumerFailed(exception, row.Id, row.EventName, consumers, row.Attempts + 1);
        delivery.Fail(consumers, exception.Message, isHopeless: exception is not PushUnavailableException && row.Attempts + 1 >= _options.ConsumerAttempts);
    }

    private readonly record struct Readable(RowDelivery Delivery, IDomainEvent? Event, (string Name, Type Type)[] Consumers);

    [LoggerMessage(1, LogLevel.Warning, "Outbox row {RowId} ({EventName} for {Consumer}) failed, attempt {Attempt}")]
    private partial void LogConsumerFailed(Exception exception, long rowId, string eventName, string consumer, int attempt);
}

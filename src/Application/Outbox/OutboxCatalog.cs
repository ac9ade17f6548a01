using System.Reflection;
using System.Text.Json;
using Messaging.Application.Common;
using Messaging.Domain.Common;

namespace Messaging.Application.Outbox;

/// <summary>
/// Which events there are, under which names, and who consumes them. Built once; a missing or doubled
/// name stops the start instead of losing an event later.
/// </summary>
public sealed class OutboxCatalog
{
    private readonly Dictionary<string, Type> _eventTypes;
    private readonly Dictionary<string, Type> _consumerTypes;
    private readonly Dictionary<Type, (string EventName, string[] Consumers)> _routes;

    public OutboxCatalog()
    {
        var events = typeof(IDomainEvent).Assembly.GetTypes().Where(type => type is { IsAbstract: false } && type.IsAssignableTo(typeof(IDomainEvent))).ToArray();
        var consumers = ConsumerTypes.Select(type => (Type: type, Attribute: Required<OutboxConsumerAttribute>(type))).ToArray();
        _eventTypes = events.ToDictionary(type => Required<EventNameAttribute>(type).Name);
        _consumerTypes = consumers.ToDictionary(consumer => consumer.Attribute.Name, consumer => consumer.Type);
        _routes = events.ToDictionary(
            type => type,
            type => (Required<EventNameAttribute>(type).Name, consumers
                .Where(consumer => consumer.Attribute.EventTypes.Any(handled => handled.IsAssignableFrom(type)))
                .Select(consumer => consumer.Attribute.Name)
                .ToArray()));
    }

    /// <summary>All consumers, for registration.</summary>
    internal static IEnumerable<Type> ConsumerTypes =>
        typeof(OutboxCatalog).Assembly.GetTypes().Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IOutboxConsumer)));

    /// <summary>One row for each consumer of the event.</summary>
    /// <param name="domainEvent">What happened.</param>
    /// <param name="lanes">How many lanes there are.</param>
    /// <param name="traceParent">The W3C trace context of the request, or null.</param>
    /// <param name="now">The time.</param>
    public IEnumerable<OutboxMessage> RowsFor(IDomainEvent domainEvent, int lanes, string? traceParent, DateTimeOffset now)
    {
        var (eventName, consumers) = _routes[domainEvent.GetType()];
        if (consumers.Length == 0) yield break;

        var payload = JsonSerializer.Serialize(domainEvent, domainEvent.GetType(), MessagingJson.Options);
        foreach (var consumer in consumers)
        {
            yield return new OutboxMessage
            {
                Lane = LaneOf(domainEvent.OrderKey, lanes),
                OrderKey = domainEvent.OrderKey,
                EventName = eventName,
                Consumer = consumer,
                Payload = payload,
                TraceParent = traceParent,
                CreatedAt = now,
                DueAt = now,
            };
        }
    }

    /// <summary>Reads the event of a row back.</summary>
    /// <exception cref="InvalidOperationException">This release knows no such event: it was written by a newer one.</exception>
    public IDomainEvent Read(OutboxMessage row) =>
        _eventTypes.TryGetValue(row.EventName, out var type)
            ? (IDomainEvent)JsonSerializer.Deserialize(row.Payload, type, MessagingJson.Options)!
            : throw new InvalidOperationException($"No event is called {row.EventName}.");

    /// <summary>The class that consumes a row.</summary>
    /// <exception cref="InvalidOperationException">This release knows no such consumer.</exception>
    public Type ConsumerOf(OutboxMessage row) =>
        _consumerTypes.GetValueOrDefault(row.Consumer) ?? throw new InvalidOperationException($"No consumer is called {row.Consumer}.");

    // Not GetHashCode: the lane must be the same in every process and release. The last bytes of a
    // version 7 UUID are its random part.
    private static int LaneOf(Guid orderKey, int lanes)
    {
        Span<byte> bytes = stackalloc byte[16];
        orderKey.TryWriteBytes(bytes);
        return bytes[15] % lanes;
    }

    private static T Required<T>(Type type)
        where T : Attribute =>
        type.GetCustomAttribute<T>() ?? throw new InvalidOperationException($"{type.Name} needs [{typeof(T).Name.Replace("Attribute", "", StringComparison.Ordinal)}].");
}

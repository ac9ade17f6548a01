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
    private const char Separator = ',';

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

    /// <summary>The rows that announce an event: one, or none when nobody consumes it.</summary>
    /// <param name="domainEvent">The event.</param>
    /// <param name="lanes">How many lanes there are.</param>
    /// <param name="traceParent">The W3C trace context of the request, or null.</param>
    /// <param name="now">The time.</param>
    /// <param name="oneRow">False while a node runs that only reads rows of one consumer: then each consumer gets a row.</param>
    public IReadOnlyList<OutboxMessage> RowsFor(IDomainEvent domainEvent, int lanes, string? traceParent, DateTimeOffset now, bool oneRow = true)
    {
        var (eventName, consumers) = _routes[domainEvent.GetType()];
        if (consumers.Length == 0) return [];

        var payload = JsonSerializer.Serialize(domainEvent, domainEvent.GetType(), MessagingJson.Options);
        string[] rows = oneRow ? [string.Join(Separator, consumers)] : consumers;
        return Array.ConvertAll(rows, names => new OutboxMessage
        {
            Lane = LaneOf(domainEvent.OrderKey, lanes),
            OrderKey = domainEvent.OrderKey,
            EventName = eventName,
            Consumers = names,
            Payload = payload,
            TraceParent = traceParent,
            CreatedAt = now,
        });
    }

    /// <summary>Reads the event of a row back.</summary>
    /// <exception cref="InvalidOperationException">This release knows no such event: it was written by a newer one.</exception>
    public IDomainEvent Read(OutboxMessage row) =>
        _eventTypes.TryGetValue(row.EventName, out var type)
            ? (IDomainEvent)JsonSerializer.Deserialize(row.Payload, type, MessagingJson.Options)!
            : throw new InvalidOperationException($"No event is called {row.EventName}.");

    /// <summary>The consumers that a row still owes, by name and class, in the order in which they were written.</summary>
    /// <exception cref="InvalidOperationException">This release knows no such consumer.</exception>
    public IEnumerable<(string Name, Type Type)> ConsumersOf(OutboxMessage row) => row.Consumers.Split(Separator).Select(name => (
        name, _consumerTypes.GetValueOrDefault(name) ?? throw new InvalidOperationException($"No consumer is called {name}.")));

    /// <summary>The lane of an order key: from 0 to <paramref name="lanes"/> - 1.</summary>
    // Not GetHashCode: the lane must be the same in every process and release. The last bytes of a
    // version 7 UUID are its random part.
    internal static int LaneOf(Guid orderKey, int lanes)
    {
        Span<byte> bytes = stackalloc byte[16];
        orderKey.TryWriteBytes(bytes);
        return bytes[15] % lanes;
    }

    private static T Required<T>(Type type)
        where T : Attribute =>
        type.GetCustomAttribute<T>() ?? throw new InvalidOperationException($"{type.Name} needs [{typeof(T).Name.Replace("Attribute", "", StringComparison.Ordinal)}].");
}

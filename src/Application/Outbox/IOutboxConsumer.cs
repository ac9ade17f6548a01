using Messaging.Application.Realtime;
using Messaging.Domain.Common;

namespace Messaging.Application.Outbox;

/// <summary>
/// Turns a stored event into what is pushed. At least once: the same event may come again after a
/// crash. Each implementation carries an <see cref="OutboxConsumerAttribute"/>.
/// </summary>
public interface IOutboxConsumer
{
    /// <summary>The events to push, in order; empty when there is nothing to tell.</summary>
    ValueTask<IReadOnlyList<RealtimeEvent>> ConsumeAsync(IDomainEvent domainEvent, CancellationToken cancellationToken);
}

/// <summary>Names a consumer and says which events get a row for it.</summary>
/// <param name="name">Stable: it stands in rows that the next release must be able to read.</param>
/// <param name="eventTypes">Event types, or interfaces of events.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OutboxConsumerAttribute(string name, params Type[] eventTypes) : Attribute
{
    public string Name { get; } = name;

    public IReadOnlyList<Type> EventTypes { get; } = eventTypes;
}

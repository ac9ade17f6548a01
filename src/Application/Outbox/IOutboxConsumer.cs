using Messaging.Application.Realtime;
using Messaging.Domain.Common;

namespace Messaging.Application.Outbox;

/// <summary>
/// Turns a stored event into what is pushed. At least once: the same event may come again after a
/// crash. Each implementation carries an <see cref="OutboxConsumerAttribute"/>.
/// </summary>
public interface IOutboxConsumer
{
    /// <summary>
    /// Looks up what the events of a batch need, once for all of them, before <see cref="ConsumeAsync"/> is called for each.
    /// Does nothing by default.
    /// </summary>
    /// <param name="batch">The events of the batch that are for this consumer.</param>
    /// <param name="cancellationToken">Ends the look-up.</param>
    Task PrepareAsync(OutboxBatch batch, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The events to push, in order; empty when there is nothing to tell.</summary>
    ValueTask<IReadOnlyList<RealtimeEvent>> ConsumeAsync(IDomainEvent domainEvent, CancellationToken cancellationToken);
}

/// <summary>Events that are delivered together.</summary>
/// <param name="Events">The events.</param>
/// <param name="HaveWaited">
/// False when this process has just committed them. True when they were read from the table: then the present state may
/// be newer than what they carry.
/// </param>
public sealed record OutboxBatch(IReadOnlyList<IDomainEvent> Events, bool HaveWaited);

/// <summary>Names a consumer and says which events it sees.</summary>
/// <param name="name">Stable: it stands in rows that the next release must be able to read.</param>
/// <param name="eventTypes">Event types, or interfaces of events.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OutboxConsumerAttribute(string name, params Type[] eventTypes) : Attribute
{
    public string Name { get; } = name;

    public IReadOnlyList<Type> EventTypes { get; } = eventTypes;
}

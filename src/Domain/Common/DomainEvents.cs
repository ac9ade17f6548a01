namespace Messaging.Domain.Common;

/// <summary>
/// Something that happened. It is stored in the outbox in the transaction that made it happen, so it
/// carries all that its consumers need: what they read later could already be newer.
/// </summary>
public interface IDomainEvent
{
    /// <summary>Events with the same key reach the outside in the order in which they were committed.</summary>
    Guid OrderKey { get; }
}

/// <summary>
/// The name under which an event is stored. It outlives renamed types: a row written by the last
/// release must be readable by this one.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class EventNameAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}

/// <summary>An aggregate that raises events; the persistence layer takes them when it saves.</summary>
public abstract class AggregateRoot
{
    private readonly List<IDomainEvent> _events = [];

    /// <summary>Hands over what happened since the last call.</summary>
    public IReadOnlyList<IDomainEvent> TakeEvents()
    {
        IDomainEvent[] taken = [.. _events];
        _events.Clear();
        return taken;
    }

    protected void Raise(IDomainEvent domainEvent) => _events.Add(domainEvent);
}

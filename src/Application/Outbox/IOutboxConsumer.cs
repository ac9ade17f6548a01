using Messaging.Application.Realtime;
using Messaging.Domain.Common;

namespace Messaging.Application.Outbox;

/// <summary>Turns a stored event into what is pushed. At least once: the same event may come again after a crash.</summary>
public interface IOutboxConsumer
{
    /// <summary>Stable: it stands in rows that the next release must be able to read.</summary>
    string Name { get; }

    /// <summary>True for events that get a row for this consumer.</summary>
    bool Handles(IDomainEvent domainEvent);

    /// <summary>The events to push, in order; empty when there is nothing to tell.</summary>
    ValueTask<IReadOnlyList<RealtimeEvent>> ConsumeAsync(IDomainEvent domainEvent, CancellationToken cancellationToken);
}

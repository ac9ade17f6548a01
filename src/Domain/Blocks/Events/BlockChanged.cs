using Messaging.Domain.Common;

namespace Messaging.Domain.Blocks.Events;

/// <summary>A block was made or taken back: what the two may see of each other is different now.</summary>
[EventName("block-changed")]
public sealed record BlockChanged(UserId BlockerId, UserId BlockedId, bool IsBlocked) : IDomainEvent
{
    public Guid OrderKey => BlockerId.Value;
}

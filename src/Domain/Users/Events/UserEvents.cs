using Messaging.Domain.Common;

namespace Messaging.Domain.Users.Events;

/// <summary>Name or picture changed: every row that shows it is out of date.</summary>
[EventName("profile-changed")]
public sealed record ProfileChanged(UserId UserId) : IDomainEvent
{
    public Guid OrderKey => UserId.Value;
}

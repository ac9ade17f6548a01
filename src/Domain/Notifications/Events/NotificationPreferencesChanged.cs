using Messaging.Domain.Common;

namespace Messaging.Domain.Notifications.Events;

/// <summary>A user saved other notification preferences.</summary>
[EventName("notification-preferences-changed")]
public sealed record NotificationPreferencesChanged(UserId UserId) : IDomainEvent
{
    public Guid OrderKey => UserId.Value;
}

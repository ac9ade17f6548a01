using Messaging.Domain.Common;

namespace Messaging.Domain.Auth.Events;

/// <summary>Sessions of a user ended before their time: by log-out, password change, theft, their owner, or a locked account.</summary>
/// <param name="UserId">The owner of the sessions.</param>
/// <param name="SessionIds">The sessions; none when an account that signs in elsewhere was locked.</param>
[EventName("sessions-ended")]
public sealed record SessionsEnded(UserId UserId, IReadOnlyList<Guid> SessionIds) : IDomainEvent
{
    public Guid OrderKey => UserId.Value;
}

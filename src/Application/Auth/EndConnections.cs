using Messaging.Application.Outbox;
using Messaging.Application.Realtime;
using Messaging.Domain.Auth.Events;
using Messaging.Domain.Common;

namespace Messaging.Application.Auth;

/// <summary>
/// Ends the push connections of a user whose session ended. A push service knows users and not sessions, so
/// all connections of the user end; the clients of the other sessions connect again and are authorised again.
/// </summary>
[OutboxConsumer("end-connections", typeof(SessionsEnded))]
internal sealed class EndConnections(IRealtimePublisher publisher) : IOutboxConsumer
{
    public async ValueTask<IReadOnlyList<RealtimeEvent>> ConsumeAsync(IDomainEvent domainEvent, CancellationToken cancellationToken)
    {
        var result = await publisher.TerminateConnectionsAsync(((SessionsEnded)domainEvent).UserId.ToString(), cancellationToken);
        return result.Outcome is PublishOutcome.Unavailable or PublishOutcome.Unauthorized
            ? throw new PushUnavailableException($"The connections could not be ended: {result.Outcome}.")
            : [];
    }
}

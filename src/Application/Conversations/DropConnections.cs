using Messaging.Application.Outbox;
using Messaging.Application.Realtime;
using Messaging.Domain.Common;
using Messaging.Domain.Conversations.Events;

namespace Messaging.Application.Conversations;

/// <summary>
/// Ends the connections of somebody who was taken out of a group, so that they do not go on listening
/// to its channel. They may connect again, but the channel will not be authorised again.
/// </summary>
[OutboxConsumer("drop-connections", typeof(MemberRemoved))]
internal sealed class DropConnections(IRealtimePublisher publisher) : IOutboxConsumer
{
    public async ValueTask<IReadOnlyList<RealtimeEvent>> ConsumeAsync(IDomainEvent domainEvent, CancellationToken cancellationToken)
    {
        var removed = (MemberRemoved)domainEvent;
        var result = await publisher.TerminateConnectionsAsync(removed.UserId.ToString(), cancellationToken);
        return result.Outcome is PublishOutcome.Unavailable or PublishOutcome.Unauthorized
            ? throw new PushUnavailableException($"The connections could not be ended: {result.Outcome}.")
            : [];
    }
}

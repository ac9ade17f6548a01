using Messaging.Application.Outbox;
using Messaging.Application.Realtime;
using Messaging.Domain.Common;
using Messaging.Domain.Conversations.Events;

namespace Messaging.Application.Conversations;

/// <summary>Sends every member whose row changed that row, so that lists move without asking.</summary>
[OutboxConsumer("conversation-updates", typeof(IConversationChanged))]
internal sealed class PublishConversationUpdates : IOutboxConsumer
{
    public ValueTask<IReadOnlyList<RealtimeEvent>> ConsumeAsync(IDomainEvent domainEvent, CancellationToken cancellationToken)
    {
        var conversation = ((IConversationChanged)domainEvent).Conversation;
        return ValueTask.FromResult<IReadOnlyList<RealtimeEvent>>(
        [
            .. conversation.Members.Where(member => member.Changed).Select(member => RealtimePayload.Write(
                Channels.User(member.UserId),
                RealtimeEventNames.ConversationUpdated,
                new ConversationPayload(member.UserRevision, ConversationView.Of(conversation, member)),
                () => new ThinConversationPayload(member.UserRevision, conversation.Id))),
        ]);
    }
}

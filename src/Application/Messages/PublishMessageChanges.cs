using Messaging.Application.Outbox;
using Messaging.Application.Realtime;
using Messaging.Domain.Common;
using Messaging.Domain.Conversations;
using Messaging.Domain.Messages.Events;

namespace Messaging.Application.Messages;

/// <summary>Tells everyone who looks at the conversation.</summary>
[OutboxConsumer("message-changes", typeof(MessageSent), typeof(MessageEdited), typeof(MessageDeleted))]
internal sealed class PublishMessageChanges : IOutboxConsumer
{
    public ValueTask<IReadOnlyList<RealtimeEvent>> ConsumeAsync(IDomainEvent domainEvent, CancellationToken cancellationToken)
    {
        var (name, message) = domainEvent switch
        {
            MessageSent sent => (RealtimeEventNames.NewMessage, sent.Message),
            MessageEdited edited => (RealtimeEventNames.MessageUpdated, edited.Message),
            MessageDeleted deleted => (RealtimeEventNames.MessageDeleted, deleted.Message),
            _ => throw new ArgumentException($"Not for this consumer: {domainEvent.GetType().Name}.", nameof(domainEvent)),
        };
        return ValueTask.FromResult<IReadOnlyList<RealtimeEvent>>([Write(name, message)]);
    }

    private static RealtimeEvent Write(string name, MessageSnapshot message) => RealtimePayload.Write(
        Channels.Chat(message.ConversationId), name,
        new MessagePayload(message.Revision, MessageView.Of(message)),
        () => new ThinMessagePayload(message.ConversationId, message.Id, message.Sequence, message.Revision));
}

/// <summary><c>new-message</c>, <c>message-updated</c> and <c>message-deleted</c>, in the chat channel.</summary>
/// <param name="Revision">The conversation's revision: apply it when it is the next one.</param>
/// <param name="Message">The message as it is now.</param>
public sealed record MessagePayload(long Revision, MessageView Message);

/// <summary>The same when the message does not fit into an event: fetch it.</summary>
public sealed record ThinMessagePayload(ConversationId ConversationId, MessageId MessageId, long Sequence, long Revision, bool Truncated = true);

using Messaging.Domain.Common;
using Messaging.Domain.Conversations;
using Messaging.Domain.Conversations.Events;

namespace Messaging.Domain.Messages.Events;

/// <summary>A message was stored.</summary>
[EventName("message-sent")]
public sealed record MessageSent(ConversationSnapshot Conversation, MessageSnapshot Message) : IConversationChanged
{
    public Guid OrderKey => Conversation.Id.Value;
}

/// <summary>The sender replaced the text.</summary>
[EventName("message-edited")]
public sealed record MessageEdited(ConversationSnapshot Conversation, MessageSnapshot Message) : IConversationChanged
{
    public Guid OrderKey => Conversation.Id.Value;
}

/// <summary>The sender deleted it; a tombstone stays.</summary>
[EventName("message-deleted")]
public sealed record MessageDeleted(ConversationSnapshot Conversation, MessageSnapshot Message) : IConversationChanged
{
    public Guid OrderKey => Conversation.Id.Value;
}

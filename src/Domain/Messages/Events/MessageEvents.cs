using Messaging.Domain.Common;
using Messaging.Domain.Conversations;
using Messaging.Domain.Conversations.Events;

namespace Messaging.Domain.Messages.Events;

/// <summary>An event about one message.</summary>
public interface IMessageChanged : IDomainEvent
{
    MessageSnapshot Message { get; }

    /// <summary>The same event with another state of the message.</summary>
    IMessageChanged With(MessageSnapshot message);
}

/// <summary>A message was stored.</summary>
[EventName("message-sent")]
public sealed record MessageSent(ConversationSnapshot Conversation, MessageSnapshot Message) : IConversationChanged, IMessageChanged
{
    public Guid OrderKey => Conversation.Id.Value;

    public IConversationChanged With(ConversationSnapshot conversation) => this with { Conversation = conversation };

    public IMessageChanged With(MessageSnapshot message) => this with { Message = message };
}

/// <summary>The sender replaced the text.</summary>
[EventName("message-edited")]
public sealed record MessageEdited(ConversationSnapshot Conversation, MessageSnapshot Message) : IConversationChanged, IMessageChanged
{
    public Guid OrderKey => Conversation.Id.Value;

    public IConversationChanged With(ConversationSnapshot conversation) => this with { Conversation = conversation };

    public IMessageChanged With(MessageSnapshot message) => this with { Message = message };
}

/// <summary>The sender deleted it; a tombstone stays.</summary>
[EventName("message-deleted")]
public sealed record MessageDeleted(ConversationSnapshot Conversation, MessageSnapshot Message) : IConversationChanged, IMessageChanged
{
    public Guid OrderKey => Conversation.Id.Value;

    public IConversationChanged With(ConversationSnapshot conversation) => this with { Conversation = conversation };

    public IMessageChanged With(MessageSnapshot message) => this with { Message = message };
}

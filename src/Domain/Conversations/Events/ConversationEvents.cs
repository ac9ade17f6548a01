using Messaging.Domain.Common;

namespace Messaging.Domain.Conversations.Events;

/// <summary>An event after which the personal rows of some members are different.</summary>
public interface IConversationChanged : IDomainEvent
{
    ConversationSnapshot Conversation { get; }

    /// <summary>The same event with another state of the conversation.</summary>
    IConversationChanged With(ConversationSnapshot conversation);
}

/// <summary>A conversation came to be.</summary>
[EventName("conversation-opened")]
public sealed record ConversationOpened(ConversationSnapshot Conversation) : IConversationChanged
{
    public Guid OrderKey => Conversation.Id.Value;

    public IConversationChanged With(ConversationSnapshot conversation) => this with { Conversation = conversation };
}

/// <summary>A member muted or archived, or undid it.</summary>
[EventName("member-settings-changed")]
public sealed record MemberSettingsChanged(ConversationSnapshot Conversation) : IConversationChanged
{
    public Guid OrderKey => Conversation.Id.Value;

    public IConversationChanged With(ConversationSnapshot conversation) => this with { Conversation = conversation };
}

/// <summary>Somebody is no longer in a group: open connections must not go on listening.</summary>
[EventName("member-removed")]
public sealed record MemberRemoved(ConversationId ConversationId, UserId UserId) : IDomainEvent
{
    public Guid OrderKey => ConversationId.Value;
}

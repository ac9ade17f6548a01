using System.Diagnostics;
using Messaging.Domain.Common;
using Messaging.Domain.Conversations;
using Messaging.Domain.Messages;

namespace Messaging.Application.Conversations;

/// <summary>
/// A small, frequent change of one conversation, such as a message that is sent. Changes that wait at the same time are
/// committed together: see <see cref="ConversationChanges"/>.
/// </summary>
public abstract class ConversationChange(ConversationId conversationId, UserId me)
{
    public ConversationId ConversationId { get; } = conversationId;

    /// <summary>The caller, who must be a member: anybody else is told that there is no such conversation.</summary>
    public UserId Me { get; } = me;

    /// <summary>A message id that the change wants to use; the message of that id is looked up, in whatever conversation it is.</summary>
    public virtual MessageId? MessageId => null;

    /// <summary>The id of a message that the change quotes.</summary>
    public virtual MessageId? ReplyToId => null;

    /// <summary>A sequence after which messages of others are counted; null when the change needs neither that nor the newest message.</summary>
    public virtual long? ReadUpTo => null;

    /// <summary>The W3C trace context of the request.</summary>
    public string? TraceParent { get; } = Activity.Current?.Id;

    /// <summary>Applies the change by the rules of the aggregate. Must refuse before it changes anything.</summary>
    /// <returns>The answer to the caller.</returns>
    /// <exception cref="RefusedException">The rules do not allow it. The other changes of the group are not affected.</exception>
    public abstract object Apply(LockedConversation locked, DateTimeOffset now);
}

/// <summary>A conversation under its lock, and what was read under it for one change.</summary>
/// <param name="Conversation">The conversation with its present members, and with its newest message where the change asked for it.</param>
/// <param name="Known">The message that has the wanted id already.</param>
/// <param name="ReplyTo">The message of <see cref="ConversationChange.ReplyToId"/>, in whatever conversation it is.</param>
/// <param name="IsBlocked">True for a direct conversation in which one side blocks the other.</param>
/// <param name="UnreadAfter">How many messages of others come after <see cref="ConversationChange.ReadUpTo"/>.</param>
public sealed record LockedConversation(Conversation Conversation, Message? Known, Message? ReplyTo, bool IsBlocked, int UnreadAfter);

using Messaging.Domain.Common;
using Messaging.Domain.Conversations;
using Messaging.Domain.Messages.Events;

namespace Messaging.Domain.Reactions.Events;

/// <summary>A user reacted to a message, or took a reaction back. Changes no conversation row.</summary>
/// <param name="Revision">The conversation's revision at this change; that of the message may be higher in an event that has waited.</param>
/// <param name="Message">The message with its reactions.</param>
/// <param name="UserId">The user who reacted.</param>
/// <param name="Emoji">The kind.</param>
/// <param name="Added">False when it was taken back.</param>
[EventName("reaction-changed")]
public sealed record ReactionChanged(long Revision, MessageSnapshot Message, UserId UserId, string Emoji, bool Added) : IMessageChanged
{
    public Guid OrderKey => Message.ConversationId.Value;

    public IMessageChanged With(MessageSnapshot message) => this with { Message = message };
}

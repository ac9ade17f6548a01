using Messaging.Domain.Common;
using Messaging.Domain.Messages;
using Messaging.Domain.Reactions;
using Messaging.Domain.Reactions.Events;

namespace Messaging.Domain.Conversations;

/// <summary>Reactions: they take a revision, but change no row of a member, no unread count and no order.</summary>
public sealed partial class Conversation
{
    /// <summary>Gives a reaction. Giving it twice is giving it once.</summary>
    /// <exception cref="RefusedException"><c>message_deleted</c>, <c>system_message</c> or <c>too_many_reactions</c>.</exception>
    public void React(Message message, UserId userId, string emoji)
    {
        if (message.Change is not null)
            throw new RefusedException(Refusal.Unprocessable, "system_message", "A message about a change to the group takes no reactions.");
        if (message.IsDeleted)
            throw new RefusedException(Refusal.Conflict, "message_deleted", "A deleted message takes no reactions.");
        if (message.HasReaction(userId, emoji)) return;
        if (!message.HasKind(emoji) && message.Reactions?.Count >= Reaction.MaxKinds)
            throw new RefusedException(Refusal.Unprocessable, "too_many_reactions", $"A message takes at most {Reaction.MaxKinds} kinds of reaction.");

        message.AddReaction(userId, emoji, ++Revision);
        Raise(new ReactionChanged(Revision, MessageSnapshot.Of(message), userId, emoji, Added: true));
    }

    /// <summary>Takes a reaction back. Idempotent.</summary>
    public void TakeReactionBack(Message message, UserId userId, string emoji)
    {
        if (!message.HasReaction(userId, emoji)) return;

        message.RemoveReaction(userId, emoji, ++Revision);
        Raise(new ReactionChanged(Revision, MessageSnapshot.Of(message), userId, emoji, Added: false));
    }
}

using Messaging.Domain.Common;
using Messaging.Domain.Conversations;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Common;

/// <summary>Locks conversations whose rows are about to change.</summary>
internal static class LockedConversations
{
    /// <summary>Locks a conversation with its newest message, which the members' rows show, and others who are about to come in.</summary>
    public static async Task<Conversation?> LockWithLastMessageAsync(
        this IMessagingDb db, ConversationId id, UserId me, IReadOnlyCollection<UserId> others, CancellationToken cancellationToken)
    {
        var conversation = await db.LockConversationAsync(id, me, others, cancellationToken);
        if (conversation is not null)
            conversation.LastMessage = await db.Messages.SingleOrDefaultAsync(
                message => message.ConversationId == id && message.Sequence == conversation.LastSequence, cancellationToken);
        return conversation;
    }
}

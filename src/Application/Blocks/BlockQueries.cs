using Messaging.Application.Common;
using Messaging.Domain.Blocks;
using Messaging.Domain.Common;
using Messaging.Domain.Conversations;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Blocks;

/// <summary>Looks for blocks, in either direction.</summary>
internal static class BlockQueries
{
    /// <summary>True when one of the two blocks the other.</summary>
    public static Task<bool> IsBlockedAsync(this IMessagingDb db, UserId one, UserId other, CancellationToken cancellationToken) =>
        db.Blocks.AnyAsync(
            block => (block.BlockerId == one && block.BlockedId == other) || (block.BlockerId == other && block.BlockedId == one), cancellationToken);

    /// <summary>True for a direct conversation across a block. A group is a public place: blocks do not reach into it.</summary>
    public static async Task<bool> IsBlockedAsync(this IMessagingDb db, Conversation conversation, UserId me, CancellationToken cancellationToken) =>
        conversation.Kind == ConversationKind.Direct && await db.IsBlockedAsync(me, conversation.PeerOf(me), cancellationToken);

    /// <summary>Locks the direct conversation of two people, if they have one.</summary>
    public static async Task<Conversation?> LockDirectAsync(this IMessagingDb db, UserId me, UserId other, CancellationToken cancellationToken)
    {
        var pair = Conversation.PairKeyOf(me, other);
        var id = await db.Conversations
            .Where(conversation => conversation.PairKey == pair).Select(conversation => (ConversationId?)conversation.Id).SingleOrDefaultAsync(cancellationToken);
        return id is { } direct ? await db.LockWithLastMessageAsync(direct, me, [], cancellationToken) : null;
    }

    /// <summary>For groups: nobody is brought together with somebody across a block.</summary>
    /// <exception cref="RefusedException"><c>cannot_message_user</c>, the same for both sides.</exception>
    public static async Task RefuseIfAnyBlockedAsync(this IMessagingDb db, UserId me, UserId[] others, CancellationToken cancellationToken)
    {
        var isBlocked = await db.Blocks.AnyAsync(
            block => (block.BlockerId == me && others.Contains(block.BlockedId)) || (block.BlockedId == me && others.Contains(block.BlockerId)),
            cancellationToken);
        if (isBlocked) throw Block.Refused();
    }

    /// <exception cref="RefusedException"><c>cannot_message_user</c>, the same for both sides.</exception>
    public static async Task RefuseIfBlockedAsync(this IMessagingDb db, Conversation conversation, UserId me, CancellationToken cancellationToken)
    {
        if (await db.IsBlockedAsync(conversation, me, cancellationToken)) throw Block.Refused();
    }
}

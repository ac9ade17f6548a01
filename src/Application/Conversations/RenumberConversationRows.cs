using Messaging.Application.Common;
using Messaging.Application.Outbox;
using Messaging.Application.Realtime;
using Messaging.Application.Users;
using Messaging.Domain.Common;
using Messaging.Domain.Users;
using Messaging.Domain.Users.Events;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Conversations;

/// <summary>
/// After a change of name, picture or privacy: gives the rows of everybody who sees that user, also one who has left, a new
/// revision, so that lists and sync show it. The work is proportional to the user's conversations and their members, so it is not done in the lanes
/// of messages, but a batch at a time in the background.
/// </summary>
public sealed class RenumberConversationRows(IMessagingDb db, ConversationChanges changes)
{
    /// <summary>Conversations that are refreshed together, in one transaction with the messages that are sent meanwhile.</summary>
    public const int BatchSize = 16;

    /// <summary>Refreshes the next conversations.</summary>
    /// <returns>False when none is left.</returns>
    public async Task<bool> NextAsync(RowRefresh refresh, CancellationToken cancellationToken)
    {
        var batch = await db.Members
            .Where(member => member.UserId == refresh.UserId && member.JoinedRevision > refresh.DoneTo)
            .OrderBy(member => member.JoinedRevision)
            .Take(BatchSize)
            .Select(member => new { member.ConversationId, member.JoinedRevision })
            .ToListAsync(cancellationToken);
        await Task.WhenAll(batch.Select(row => RefreshAsync(row.ConversationId, refresh.UserId)));
        var request = refresh.Request;
        var rest = db.RowRefreshes.Where(row => row.UserId == refresh.UserId && row.Request == request);
        if (batch.Count < BatchSize) await RefreshLeftAsync(refresh.UserId, cancellationToken);
        // A change in the meantime has another request, and starts over.
        if (batch.Count < BatchSize) return await db.InTransactionAsync(cancellation => rest.ExecuteDeleteAsync(cancellation), cancellationToken) == 0;

        var doneTo = batch[^1].JoinedRevision;
        await db.InTransactionAsync(cancellation => rest.ExecuteUpdateAsync(set => set.SetProperty(row => row.DoneTo, doneTo), cancellation), cancellationToken);
        return true;
    }

    /// <summary>Groups that the user has left and whose newest message, which the rows show, names the user.</summary>
    private async Task RefreshLeftAsync(UserId userId, CancellationToken cancellationToken)
    {
        var newest = await (
            from member in db.Members.IgnoreQueryFilters()
            where member.UserId == userId && member.LeftAt != null
            join conversation in db.Conversations on member.ConversationId equals conversation.Id
            join message in db.Messages on new { member.ConversationId, Sequence = conversation.LastSequence } equals new { message.ConversationId, message.Sequence }
            orderby member.JoinedRevision
            select new { message.ConversationId, message.SenderId, message.Change }).ToListAsync(cancellationToken);
        foreach (var message in newest.Where(message => Authors.NamedBy(message.SenderId, message.Change).Contains(userId)))
        {
            // Any member will do. One who leaves in between gives every row something new to show, with the new name.
            var anyMember = await db.Members.Where(member => member.ConversationId == message.ConversationId).Select(member => (UserId?)member.UserId).FirstOrDefaultAsync(cancellationToken);
            if (anyMember is { } memberId) await RefreshAsync(message.ConversationId, memberId);
        }
    }

    private async Task RefreshAsync(ConversationId id, UserId userId)
    {
        try
        {
            await changes.CommitAsync<ConversationView>(new Change(id, userId));
        }
        catch (RefusedException refused) when (refused.Refusal == Refusal.NotFound)
        {
            // The user has left it since then.
        }
    }

    private sealed class Change(ConversationId id, UserId userId) : ConversationChange(id, userId)
    {
        // The rows show the newest message.
        public override long? ReadUpTo => long.MaxValue;

        public override object Apply(LockedConversation locked, DateTimeOffset now)
        {
            locked.Conversation.Refresh();
            return ConversationView.Of(locked.Conversation, Me);
        }
    }
}

/// <summary>Takes the rows of releases before 1.1, which asked for the work through the outbox.</summary>
[OutboxConsumer("refresh-rows")]
internal sealed class TakeRowRefresh(IMessagingDb db) : IOutboxConsumer
{
    public async ValueTask<IReadOnlyList<RealtimeEvent>> ConsumeAsync(IDomainEvent domainEvent, CancellationToken cancellationToken)
    {
        var userId = ((ProfileChanged)domainEvent).UserId;
        await db.InTransactionAsync(
            async cancellation =>
            {
                if ((await db.LockUsersAsync([userId], cancellation)).Count > 0) await db.RefreshRowsOfAsync(userId, cancellation);
                return true;
            },
            cancellationToken);
        return [];
    }
}

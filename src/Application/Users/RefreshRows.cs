using Messaging.Application.Common;
using Messaging.Application.Conversations;
using Messaging.Application.Messages;
using Messaging.Application.Outbox;
using Messaging.Application.Realtime;
using Messaging.Domain.Common;
using Messaging.Domain.Users.Events;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Users;

/// <summary>
/// After a change of name, picture or privacy: gives the rows of everybody who sees that user, also one who has left, a new
/// revision, conversation by conversation, so that lists and sync show it. Pushes nothing itself; the
/// rows' own events do. Twice does no harm.
/// </summary>
[OutboxConsumer("refresh-rows", typeof(ProfileChanged))]
internal sealed class RefreshRows(IMessagingDb db) : IOutboxConsumer
{
    public async ValueTask<IReadOnlyList<RealtimeEvent>> ConsumeAsync(IDomainEvent domainEvent, CancellationToken cancellationToken)
    {
        var userId = ((ProfileChanged)domainEvent).UserId;
        var conversations = await db.Members
            .Where(member => member.UserId == userId)
            .OrderBy(member => member.JoinedRevision)
            .Select(member => member.ConversationId)
            .ToListAsync(cancellationToken);
        foreach (var id in conversations) await RefreshAsync(id, userId, cancellationToken);

        foreach (var id in await NamedAfterLeavingAsync(userId, cancellationToken))
        {
            // Any member will do. One who leaves in between gives every row something new to show, with the new name.
            if (await AnyMemberAsync(id, cancellationToken) is { } memberId) await RefreshAsync(id, memberId, cancellationToken);
        }

        return [];
    }

    // One short transaction each: a person with a thousand conversations must not lock them all.
    private Task<bool> RefreshAsync(ConversationId id, UserId memberId, CancellationToken cancellationToken) => db.InTransactionAsync(
        async cancellation =>
        {
            var conversation = await db.LockWithLastMessageAsync(id, memberId, cancellation);
            conversation?.Refresh();
            return conversation is not null;
        },
        cancellationToken);

    /// <summary>Groups that the user has left and whose newest message, which the rows show, names the user.</summary>
    private async Task<IEnumerable<ConversationId>> NamedAfterLeavingAsync(UserId userId, CancellationToken cancellationToken)
    {
        var newest = await (
            from member in db.Members.IgnoreQueryFilters()
            where member.UserId == userId && member.LeftAt != null
            join conversation in db.Conversations on member.ConversationId equals conversation.Id
            join message in db.Messages on new { member.ConversationId, Sequence = conversation.LastSequence } equals new { message.ConversationId, message.Sequence }
            orderby member.JoinedRevision
            select new { message.ConversationId, message.SenderId, message.Change }).ToListAsync(cancellationToken);
        return newest.Where(message => Authors.NamedBy(message.SenderId, message.Change).Contains(userId)).Select(message => message.ConversationId);
    }

    private Task<UserId?> AnyMemberAsync(ConversationId id, CancellationToken cancellationToken) =>
        db.Members.Where(member => member.ConversationId == id).Select(member => (UserId?)member.UserId).FirstOrDefaultAsync(cancellationToken);
}

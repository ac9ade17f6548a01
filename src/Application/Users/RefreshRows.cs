using Messaging.Application.Common;
using Messaging.Application.Conversations;
using Messaging.Application.Outbox;
using Messaging.Application.Realtime;
using Messaging.Domain.Common;
using Messaging.Domain.Users.Events;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Users;

/// <summary>
/// After a change of name, picture or privacy: gives the rows of everybody who sees that user a new
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
        foreach (var id in conversations)
        {
            // One short transaction each: a person with a thousand conversations must not lock them all.
            await db.InTransactionAsync(
                async cancellation =>
                {
                    var conversation = await db.LockWithLastMessageAsync(id, userId, cancellation);
                    conversation?.Refresh();
                    return conversation is not null;
                },
                cancellationToken);
        }

        return [];
    }
}

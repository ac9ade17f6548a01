using Messaging.Application.Common;
using Messaging.Application.Outbox;
using Messaging.Application.Presence;
using Messaging.Application.Realtime;
using Messaging.Domain.Common;
using Messaging.Domain.Conversations;
using Messaging.Domain.Messages.Events;
using Messaging.Domain.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Notifications;

/// <summary>
/// Tells members of a new message on their own channels, if they want to hear of it. Decided from how
/// things are now, not when it was sent: whoever muted, read or left in the meantime is not disturbed.
/// </summary>
[OutboxConsumer("message-notifications", typeof(MessageSent))]
internal sealed class PublishMessageNotifications(IMessagingDb db, ChatViewers viewers, TimeProvider time) : IOutboxConsumer
{
    public async ValueTask<IReadOnlyList<RealtimeEvent>> ConsumeAsync(IDomainEvent domainEvent, CancellationToken cancellationToken)
    {
        var (conversation, message) = (MessageSent)domainEvent;
        var isSystem = message.Change is not null;
        if (isSystem) return [];

        var members = await db.Members
            .Where(member => member.ConversationId == conversation.Id)
            .Select(member => new Receiver(
                member.UserId, member.User.UserName, member.MutedUntil, member.Archived, member.LastReadSequence,
                db.NotificationPreferences.SingleOrDefault(preferences => preferences.UserId == member.UserId)))
            .AsNoTracking()
            .ToListAsync(cancellationToken);
        var blocked = await BlockedAsync(message.SenderId, members, cancellationToken);
        var viewing = await viewers.InAsync(conversation.Id, cancellationToken);
        var now = time.Now();

        NotificationDecision Decide(Receiver member) => NotificationDecision.For(new NotificationFacts(
            IsOwn: member.UserId == message.SenderId,
            isSystem,
            IsBlocked: blocked.Contains(member.UserId),
            member.MutedUntil,
            member.Preferences,
            IsMentioned: Mentions.Names(message.Body, member.UserName),
            IsViewing: viewing.Contains(member.UserId) || member.LastReadSequence >= message.Sequence,
            now,
            member.Archived));

        var senderName = conversation.Members.Single(member => member.UserId == message.SenderId).DisplayName;
        return [.. members.Where(member => Decide(member).Notifies).Select(member => Write(member, conversation, message, senderName))];
    }

    private static RealtimeEvent Write(Receiver member, ConversationSnapshot conversation, MessageSnapshot message, string senderName) =>
        RealtimePayload.Write(Channels.User(member.UserId), RealtimeEventNames.MessageNotification, new MessageNotificationPayload(
            conversation.Id, message.Id, message.Sequence, message.SenderId, senderName, conversation.Title,
            member.Preferences.Preview ? MessagePreview.Of(message.Body) : null, member.Preferences.Sound));

    /// <summary>The members on the other side of a block, whoever made it.</summary>
    private async Task<HashSet<UserId>> BlockedAsync(UserId senderId, List<Receiver> members, CancellationToken cancellationToken)
    {
        var ids = members.ConvertAll(member => member.UserId);
        return await db.Blocks
            .Where(block => (block.BlockerId == senderId && ids.Contains(block.BlockedId)) || (block.BlockedId == senderId && ids.Contains(block.BlockerId)))
            .Select(block => block.BlockerId == senderId ? block.BlockedId : block.BlockerId)
            .ToHashSetAsync(cancellationToken);
    }

    private sealed record Receiver(UserId UserId, string UserName, DateTimeOffset? MutedUntil, bool Archived, long LastReadSequence, NotificationPreferences? Saved)
    {
        public NotificationPreferences Preferences { get; } = Saved ?? new NotificationPreferences(UserId);
    }
}

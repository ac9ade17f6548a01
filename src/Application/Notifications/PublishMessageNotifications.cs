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
/// Tells members of a new message on their own channels, if they want to hear of it. A message that has waited is decided
/// from how things are now: a member who muted, read or left in the meantime is not disturbed.
/// </summary>
[OutboxConsumer("message-notifications", typeof(MessageSent))]
internal sealed class PublishMessageNotifications(IMessagingDb db, NotificationCache cache, ChatViewers viewers, TimeProvider time) : IOutboxConsumer
{
    private ILookup<ConversationId, Receiver> _receivers = Enumerable.Empty<Receiver>().ToLookup(receiver => receiver.ConversationId);
    private IReadOnlyDictionary<UserId, NotificationPreferences> _preferences = new Dictionary<UserId, NotificationPreferences>();
    private IReadOnlyDictionary<UserId, IReadOnlySet<UserId>> _blocks = new Dictionary<UserId, IReadOnlySet<UserId>>();
    private IReadOnlyDictionary<ConversationId, IReadOnlySet<UserId>> _viewers = new Dictionary<ConversationId, IReadOnlySet<UserId>>();

    public async Task PrepareAsync(OutboxBatch batch, CancellationToken cancellationToken)
    {
        var sent = batch.Events.OfType<MessageSent>().Where(CanNotify).ToArray();
        if (sent.Length == 0) return;

        var conversations = sent.Select(message => message.Conversation.Id).Distinct().ToArray();
        _receivers = batch.HaveWaited ? await PresentReceiversAsync(conversations, cancellationToken) : CommittedReceivers(sent);
        _preferences = await cache.PreferencesAsync(db, [.. _receivers.SelectMany(group => group).Select(receiver => receiver.UserId).Distinct()], cancellationToken);
        _blocks = await cache.BlocksAsync(db, [.. sent.Select(message => message.Message.SenderId).Distinct()], cancellationToken);
        _viewers = await viewers.InAsync(conversations, cancellationToken);
    }

    public ValueTask<IReadOnlyList<RealtimeEvent>> ConsumeAsync(IDomainEvent domainEvent, CancellationToken cancellationToken)
    {
        var sent = (MessageSent)domainEvent;
        return ValueTask.FromResult<IReadOnlyList<RealtimeEvent>>(
            CanNotify(sent) ? [.. _receivers[sent.Conversation.Id].Where(receiver => Notifies(receiver, sent)).Select(receiver => Write(receiver, sent))] : []);
    }

    // System messages tell of changes to a group. A message that was deleted in the meantime is no news.
    private static bool CanNotify(MessageSent sent) => sent.Message is { Change: null, DeletedAt: null };

    private bool Notifies(Receiver receiver, MessageSent sent) => NotificationDecision.For(new NotificationFacts(
        IsOwn: receiver.UserId == sent.Message.SenderId,
        IsBlocked: _blocks[sent.Message.SenderId].Contains(receiver.UserId),
        receiver.MutedUntil,
        _preferences[receiver.UserId],
        IsMentioned: sent.Message.Quote?.SenderId == receiver.UserId || sent.Message.Mentions?.Includes(receiver.UserId) == true,
        IsViewing: _viewers[sent.Conversation.Id].Contains(receiver.UserId) || receiver.LastReadSequence >= sent.Message.Sequence,
        time.Now(),
        receiver.IsArchived,
        IsGroup: sent.Conversation.Kind == ConversationKind.Group)).Notifies;

    private RealtimeEvent Write(Receiver receiver, MessageSent sent)
    {
        var ((conversation, message), preferences) = (sent, _preferences[receiver.UserId]);
        var sender = conversation.Members.Single(member => member.UserId == message.SenderId);
        return RealtimePayload.Write(Channels.User(receiver.UserId), RealtimeEventNames.MessageNotification, new MessageNotificationPayload(
            conversation.Id, message.Id, message.Sequence, message.SenderId, sender.DisplayName, conversation.Title,
            preferences.Preview ? MessagePreview.Of(message.Body) : null, preferences.Sound));
    }

    /// <summary>The members as the event carries them: it is milliseconds old.</summary>
    private static ILookup<ConversationId, Receiver> CommittedReceivers(MessageSent[] sent) => sent
        .GroupBy(message => message.Conversation.Id)
        .SelectMany(conversation => conversation.Last().Conversation.Members
            .Where(member => !member.Left)
            .Select(member => new Receiver(conversation.Key, member.UserId, member.MutedUntil, member.Archived, member.LastReadSequence)))
        .ToLookup(receiver => receiver.ConversationId);

    private async Task<ILookup<ConversationId, Receiver>> PresentReceiversAsync(ConversationId[] conversations, CancellationToken cancellationToken) =>
        (await db.Members
            .Where(member => EF.Parameter(conversations).Contains(member.ConversationId))
            .Select(member => new Receiver(member.ConversationId, member.UserId, member.MutedUntil, member.Archived, member.LastReadSequence))
            .ToListAsync(cancellationToken)).ToLookup(receiver => receiver.ConversationId);

    private sealed record Receiver(ConversationId ConversationId, UserId UserId, DateTimeOffset? MutedUntil, bool IsArchived, long LastReadSequence);
}

/// <summary><c>message-notification</c>, in a user's own channel: somebody wrote, and the user wants to hear of it.</summary>
/// <param name="ConversationId">Where.</param>
/// <param name="MessageId">The message.</param>
/// <param name="Sequence">Its place: a client that has already read as far as this shows nothing.</param>
/// <param name="SenderId">The author.</param>
/// <param name="SenderName">Their name to show.</param>
/// <param name="Title">A group's name; null in a direct conversation.</param>
/// <param name="Preview">The beginning of the text, at most 120 characters on one line; null when the user wants none.</param>
/// <param name="Sound">Whether it may make a sound.</param>
public sealed record MessageNotificationPayload(
    ConversationId ConversationId, MessageId MessageId, long Sequence, UserId SenderId, string SenderName, string? Title, string? Preview, bool Sound);

using Messaging.Application.Outbox;
using Messaging.Application.Realtime;
using Messaging.Domain.Common;
using Messaging.Domain.ReadReceipts.Events;

namespace Messaging.Application.ReadReceipts;

/// <summary>
/// Tells the members who may see it how far somebody has read. Where not all of them may, the chat
/// channel cannot carry it: then everyone gets one event in their own channel, with the cursor or only
/// with the revision, so that nobody meets a gap and nobody takes the one for the other.
/// </summary>
[OutboxConsumer("message-read", typeof(MessageRead))]
internal sealed class PublishMessageRead : IOutboxConsumer
{
    public ValueTask<IReadOnlyList<RealtimeEvent>> ConsumeAsync(IDomainEvent domainEvent, CancellationToken cancellationToken)
    {
        var read = (MessageRead)domainEvent;
        return ValueTask.FromResult<IReadOnlyList<RealtimeEvent>>([.. Events(read)]);
    }

    private static IEnumerable<RealtimeEvent> Events(MessageRead read)
    {
        if (read.Viewers.Count == 0) yield break;

        var conversation = read.Conversation;
        var full = new MessageReadPayload(conversation.Revision, conversation.Id, read.UserId, read.LastReadSequence, read.ReadAt);
        var members = conversation.Members.Where(member => !member.Left).Select(member => member.UserId).ToArray();
        if (read.Viewers.Count == members.Length - 1)
        {
            yield return RealtimePayload.Write(Channels.Chat(conversation.Id), RealtimeEventNames.MessageRead, full);
            yield break;
        }

        var hidden = new HiddenReadPayload(conversation.Revision, conversation.Id);
        foreach (var member in members)
        {
            yield return member == read.UserId || read.Viewers.Contains(member)
                ? RealtimePayload.Write(Channels.User(member), RealtimeEventNames.MessageRead, full)
                : RealtimePayload.Write(Channels.User(member), RealtimeEventNames.MessageRead, hidden);
        }
    }
}

/// <summary><c>message-read</c>, in the chat channel.</summary>
/// <param name="Revision">The conversation's revision.</param>
/// <param name="ConversationId">The conversation.</param>
/// <param name="UserId">The reader.</param>
/// <param name="LastReadSequence">Everything up to this is read.</param>
/// <param name="ReadAt">When.</param>
public sealed record MessageReadPayload(long Revision, ConversationId ConversationId, UserId UserId, long LastReadSequence, DateTimeOffset ReadAt);

/// <summary>
/// <c>message-read</c> for a member who may not see the cursor, in that member's user channel: only the
/// revision, so that nobody meets a gap. Those who may get the full event in theirs.
/// </summary>
public sealed record HiddenReadPayload(long Revision, ConversationId ConversationId, bool Hidden = true);

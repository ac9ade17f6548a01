using Messaging.Application.Outbox;
using Messaging.Application.Realtime;
using Messaging.Domain.Common;
using Messaging.Domain.ReadReceipts.Events;

namespace Messaging.Application.ReadReceipts;

/// <summary>
/// Tells the members who may see it how far somebody has read. Where not all of them may, the chat
/// channel carries only the revision, so that nobody meets a gap, and the cursor goes to the user
/// channels of those who may.
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
        var others = conversation.Members.Count(member => !member.Left && member.UserId != read.UserId);
        if (read.Viewers.Count == others)
        {
            yield return RealtimePayload.Write(Channels.Chat(conversation.Id), RealtimeEventNames.MessageRead, full);
            yield break;
        }

        yield return RealtimePayload.Write(
            Channels.Chat(conversation.Id), RealtimeEventNames.MessageRead, new HiddenReadPayload(conversation.Revision, conversation.Id));
        foreach (var viewer in read.Viewers)
            yield return RealtimePayload.Write(Channels.User(viewer), RealtimeEventNames.MessageRead, full);
    }
}

using Messaging.Application.Outbox;
using Messaging.Application.Realtime;
using Messaging.Domain.Common;
using Messaging.Domain.Conversations;
using Messaging.Domain.Conversations.Events;
using Messaging.Domain.Messages.Events;
using Messaging.Domain.ReadReceipts.Events;

namespace Messaging.Application.Conversations;

/// <summary>Sends every member whose row changed that row, so that lists move without asking.</summary>
[OutboxConsumer("conversation-updates", typeof(IConversationChanged))]
internal sealed class PublishConversationUpdates : IOutboxConsumer
{
    /// <summary>Above this number of members, a message is announced without them: its cost would grow with the square of the members.</summary>
    internal const int MaxMembersInEvent = 20;

    public ValueTask<IReadOnlyList<RealtimeEvent>> ConsumeAsync(IDomainEvent domainEvent, CancellationToken cancellationToken)
    {
        var conversation = ((IConversationChanged)domainEvent).Conversation;
        var present = conversation.Members.Where(member => !member.Left).ToArray();
        var leavesOutMembers = present.Length > MaxMembersInEvent && KeepsMembers(domainEvent);
        // Once for all rows: their lists of members differ only in read cursors, which the tag does not count.
        var tag = present.Length == 0 ? "" : MembersTag.Of(ConversationView.MembersFor(conversation, present[0]));
        return ValueTask.FromResult<IReadOnlyList<RealtimeEvent>>([.. conversation.Members.Where(member => member.Changed).Select(Announce)]);

        RealtimeEvent Announce(MemberSnapshot member) =>
            member.Left ? Write(conversation, member, new ConversationPayload(member.UserRevision, ConversationView.Of(conversation, member)))
            : leavesOutMembers ? Write(conversation, member, new RowWithoutMembersPayload(member.UserRevision, conversation.Id, ConversationView.Of(conversation, member, [], tag)))
            : Write(conversation, member, new ConversationPayload(
                member.UserRevision, ConversationView.Of(conversation, member, ConversationView.MembersFor(conversation, member), tag)));
    }

    private static bool KeepsMembers(IDomainEvent domainEvent) => domainEvent is MessageRead or IMessageChanged { Message.Change: null };

    private static RealtimeEvent Write<TPayload>(ConversationSnapshot conversation, MemberSnapshot member, TPayload payload) => RealtimePayload.Write(
        Channels.User(member.UserId), RealtimeEventNames.ConversationUpdated, payload, () => new ThinConversationPayload(member.UserRevision, conversation.Id));
}

/// <summary><c>conversation-updated</c>, in a user's own channel.</summary>
/// <param name="Revision">The user's revision.</param>
/// <param name="Conversation">The whole personal row, so that the list can be drawn from it alone.</param>
public sealed record ConversationPayload(long Revision, ConversationView Conversation);

/// <summary>
/// The same for a message in a large group, without the members: keep those of the known row when its tag is the same,
/// else fetch the row. A client that does not know <c>row</c> fetches it as it does for the shortest form.
/// </summary>
/// <param name="Revision">The user's revision.</param>
/// <param name="ConversationId">The conversation.</param>
/// <param name="Row">The personal row; its list of members is empty.</param>
/// <param name="Truncated">True.</param>
public sealed record RowWithoutMembersPayload(long Revision, ConversationId ConversationId, ConversationView Row, bool Truncated = true);

/// <summary>The same when the row does not fit into an event: fetch it.</summary>
public sealed record ThinConversationPayload(long Revision, ConversationId ConversationId, bool Truncated = true);

using System.Text.Json;
using Messaging.Application.Common;
using Messaging.Application.Conversations;
using Messaging.Application.Outbox;
using Messaging.Domain.Common;
using Messaging.Domain.Messages;
using Messaging.Infrastructure.Outbox;

namespace Messaging.Infrastructure.Persistence.Statements;

/// <summary>Applies the changes of a group in memory, by the rules of the aggregates, and knows what is to be written.</summary>
internal sealed class GroupChanges(LockedGroup group, OutboxCatalog catalog, OutboxFormat format, TimeProvider time)
{
    public List<Outcome<object>> Outcomes { get; } = [];

    public List<Message> Messages { get; } = [];

    public List<IDomainEvent> Events { get; } = [];

    public List<OutboxItem> Outbox { get; } = [];

    /// <summary>Applies one change after the other, in the order in which they came.</summary>
    public void Apply(IReadOnlyList<ConversationChange> changes)
    {
        for (var i = 0; i < changes.Count; i++) Outcomes.Add(Apply(changes[i], i));
    }

    /// <summary>The parameters of <see cref="GroupSql.Write"/>, and how many rows it must write.</summary>
    public (Dictionary<string, string> Parameters, int Rows) ToParameters(SqlDialect dialect)
    {
        var conversations = group.Conversations.Values.Where(row => row.Revision != group.ConversationRevisions[row.Id]).ToArray();
        var users = group.Users.Values.Where(row => row.Revision != group.UserRevisions[row.Id]).ToArray();
        var members = group.Conversations.Values.SelectMany(row => row.Members).Where(row => row.UserRevision != group.MemberRevisions[(row.ConversationId, row.UserId)]).ToArray();
        var reacted = group.Known.Values.Where(row => row.Revision != group.MessageRevisions[row.Id]).ToArray();
        return (
            new Dictionary<string, string>
            {
                [GroupSql.Conversations] = JsonRows.Write(dialect, conversations, (row, conversation) => row
                    .Id("Id", conversation.Id.Value).Number("LastSequence", conversation.LastSequence).Number("Revision", conversation.Revision)
                    .Number("Before", group.ConversationRevisions[conversation.Id])),
                [GroupSql.Users] = JsonRows.Write(dialect, users, (row, user) => row
                    .Id("Id", user.Id.Value).Number("Revision", user.Revision).Number("Before", group.UserRevisions[user.Id])),
                [GroupSql.Members] = JsonRows.Write(dialect, members, (row, member) => row
                    .Id("ConversationId", member.ConversationId.Value).Id("UserId", member.UserId.Value).Number("LastReadSequence", member.LastReadSequence)
                    .Number("SharedReadSequence", member.SharedReadSequence).Time("ReadAt", member.ReadAt).Number("UnreadCount", member.UnreadCount)
                    .Flag("Archived", member.Archived).Time("LastActivityAt", member.LastActivityAt).Number("Revision", member.Revision)
                    .Number("UserRevision", member.UserRevision).Number("JoinedRevision", member.JoinedRevision).Text("MentionedIn", Json(member.MentionedIn))),
                [GroupSql.Messages] = JsonRows.Write(dialect, Messages, (row, message) => row
                    .Id("Id", message.Id.Value).Id("ConversationId", message.ConversationId.Value).Id("SenderId", message.SenderId.Value).Text("Body", message.Body)
                    .Text("Fingerprint", Convert.ToHexString(message.Fingerprint)).Number("Sequence", message.Sequence).Number("Revision", message.Revision)
                    .Time("SentAt", message.SentAt).Id("ReplyToId", message.ReplyToId?.Value).Text("Mentions", Json(message.Mentions))),
                [GroupSql.Reactions] = JsonRows.Write(dialect, reacted, (row, message) => row
                    .Id("Id", message.Id.Value).Number("Revision", message.Revision)
                    .Text("Reactions", Json(message.Reactions))),
                [GroupSql.Outbox] = JsonRows.Write(dialect, Outbox.Index(), (row, item) => row
                    .Number("Ordinal", item.Index).Number("Lane", item.Item.Row.Lane).Id("OrderKey", item.Item.Row.OrderKey).Text("EventName", item.Item.Row.EventName)
                    .Text("Consumers", item.Item.Row.Consumers).Text("Payload", item.Item.Row.Payload).Text("TraceParent", item.Item.Row.TraceParent)
                    .Time("CreatedAt", item.Item.Row.CreatedAt).Time("DueAt", item.Item.Row.DueAt)),
            },
            conversations.Length + users.Length + members.Length + Messages.Count + reacted.Length + Outbox.Count);
    }

    private Outcome<object> Apply(ConversationChange change, int ordinal)
    {
        if (!group.Conversations.TryGetValue(change.ConversationId, out var conversation) || conversation.Active.All(member => member.UserId != change.Me))
            return new Outcome<object>(Value: null, RefusedException.NotFound("conversation"));

        // Messages that this group has added count as well: the database does not show them yet.
        var unread = group.Unread.GetValueOrDefault(ordinal) + Messages.Count(message =>
            message.ConversationId == change.ConversationId && message.Sequence > change.ReadUpTo && message.SenderId != change.Me);
        var locked = new LockedConversation(
            conversation, Known(change.MessageId), Known(change.ReplyToId), group.Blocked.Contains(conversation.Id), unread);
        try
        {
            var value = change.Apply(locked, time.Now());
            Note(change, locked);
            return new Outcome<object>(value, Refusal: null);
        }
        catch (RefusedException refused)
        {
            return new Outcome<object>(Value: null, refused);
        }
    }

    private static string? Json<T>(T? value)
        where T : class => value is null ? null : JsonSerializer.Serialize(value, MessagingJson.Options);

    private Message? Known(MessageId? id) => id is { } known ? group.Known.GetValueOrDefault(known) : null;

    private void Note(ConversationChange change, LockedConversation locked)
    {
        foreach (var message in locked.Conversation.TakeMessages())
        {
            Messages.Add(message);
            group.Known[message.Id] = message;
            group.MessageRevisions[message.Id] = message.Revision;
        }

        foreach (var domainEvent in locked.Conversation.TakeEvents())
        {
            Events.Add(domainEvent);
            Outbox.AddRange(catalog.RowsFor(domainEvent, LaneLease.Lanes, change.TraceParent, time.Now(), format.WritesRowPerEvent)
                .Select(row => new OutboxItem(row, domainEvent)));
        }
    }
}

using System.Data.Common;
using System.Text.Json;
using Messaging.Application.Common;
using Messaging.Domain.Common;
using Messaging.Domain.Conversations;
using Messaging.Domain.Messages;
using Messaging.Domain.Reactions;
using Messaging.Domain.Users;

namespace Messaging.Infrastructure.Persistence.Statements;

/// <summary>The rows that <see cref="GroupSql.LockAndRead"/> has locked and read, and their numbers before the changes.</summary>
internal sealed class LockedGroup
{
    public Dictionary<ConversationId, Conversation> Conversations { get; } = [];

    public Dictionary<UserId, User> Users { get; } = [];

    /// <summary>Messages that have an id that a change wants to use or quotes.</summary>
    public Dictionary<MessageId, Message> Known { get; } = [];

    /// <summary>Direct conversations across a block.</summary>
    public HashSet<ConversationId> Blocked { get; } = [];

    /// <summary>Unread messages by the position of the change in its group.</summary>
    public Dictionary<long, int> Unread { get; } = [];

    public Dictionary<ConversationId, long> ConversationRevisions { get; } = [];

    public Dictionary<UserId, long> UserRevisions { get; } = [];

    public Dictionary<(ConversationId, UserId), long> MemberRevisions { get; } = [];

    public Dictionary<MessageId, long> MessageRevisions { get; } = [];

    /// <summary>How many columns of a member come before those of the user.</summary>
    private const int MemberColumns = 17;

    /// <summary>Reads the result sets in the order of the statements.</summary>
    public static async Task<LockedGroup> ReadAsync(DbDataReader reader, SqlDialect dialect)
    {
        var group = new LockedGroup();
        var conversations = await RowsAsync(reader, () => (
            Id: new ConversationId(reader.GetGuid(0)), Kind: Enum.Parse<ConversationKind>(reader.GetString(1)), Title: Text(reader, 2), PairKey: Text(reader, 3),
            LastSequence: reader.GetInt64(4), Revision: reader.GetInt64(5), CreatedAt: dialect.ReadTime(reader, 6)));
        foreach (var user in await RowsAsync(reader, () => ReadUser(reader, dialect)))
        {
            group.Users[user.Id] = user;
            group.UserRevisions[user.Id] = user.Revision;
        }

        var present = await RowsAsync(reader, () => ReadMember(reader, dialect, group.Users.GetValueOrDefault(new UserId(reader.GetGuid(1)))));
        var gone = await RowsAsync(reader, () => ReadMember(reader, dialect, ReadUser(reader, dialect, first: MemberColumns)));
        var members = present.Concat(gone).OfType<Member>().ToLookup(member => member.ConversationId);
        foreach (var row in conversations)
        {
            group.Conversations[row.Id] = Conversation.Restore(row.Id, row.Kind, row.Title, row.PairKey, row.LastSequence, row.Revision, row.CreatedAt, members[row.Id]);
            group.ConversationRevisions[row.Id] = row.Revision;
            foreach (var member in members[row.Id]) group.MemberRevisions[(row.Id, member.UserId)] = member.UserRevision;
        }

        foreach (var message in await RowsAsync(reader, () => ReadMessage(reader, dialect)))
        {
            group.Known[message.Id] = message;
            group.MessageRevisions[message.Id] = message.Revision;
        }

        foreach (var reply in group.Known.Values.Where(message => message.ReplyToId is not null)) reply.ReplyTo = group.Known.GetValueOrDefault(reply.ReplyToId!.Value);

        group.Blocked.UnionWith(await RowsAsync(reader, () => new ConversationId(reader.GetGuid(0))));
        foreach (var newest in await RowsAsync(reader, () => ReadMessage(reader, dialect)))
        {
            if (group.Conversations.TryGetValue(newest.ConversationId, out var conversation)) conversation.LastMessage = newest;
        }

        foreach (var (ordinal, unread) in await RowsAsync(reader, () => (reader.GetInt64(0), reader.GetInt32(1)))) group.Unread[ordinal] = unread;
        return group;
    }

    private static async Task<List<T>> RowsAsync<T>(DbDataReader reader, Func<T> read)
    {
        var rows = new List<T>();
        while (await reader.ReadAsync()) rows.Add(read());
        await reader.NextResultAsync();
        return rows;
    }

    private static User ReadUser(DbDataReader reader, SqlDialect dialect, int first = 0) => User.Restore(
        new UserId(reader.GetGuid(first)), reader.GetString(first + 1), reader.GetString(first + 2), Text(reader, first + 3), reader.GetInt64(first + 4),
        reader.GetBoolean(first + 5), reader.GetBoolean(first + 6), reader.GetBoolean(first + 7), dialect.ReadTime(reader, first + 8));

    // Null for a member whose user was not there when the users were locked: then the conversation is not locked either.
    private static Member? ReadMember(DbDataReader reader, SqlDialect dialect, User? user) => user is null
        ? null
        : Member.Restore(
            new ConversationId(reader.GetGuid(0)), user, Enum.Parse<MemberRole>(reader.GetString(2)), reader.GetInt64(3), reader.GetInt64(4), Time(reader, 5, dialect),
            reader.GetInt32(6), Time(reader, 7, dialect), reader.GetBoolean(8), dialect.ReadTime(reader, 9), reader.GetInt64(10), reader.GetInt64(11),
            dialect.ReadTime(reader, 12), reader.GetInt64(13), Time(reader, 14, dialect), reader.GetBoolean(15),
            Json<IReadOnlyList<long>>(reader, 16));

    private static Message ReadMessage(DbDataReader reader, SqlDialect dialect) => Message.Restore(
        new MessageId(reader.GetGuid(0)), new ConversationId(reader.GetGuid(1)), new UserId(reader.GetGuid(2)), reader.GetString(3),
        Json<SystemChange>(reader, 4),
        reader.GetFieldValue<byte[]>(5), reader.GetInt64(6), reader.GetInt64(7), dialect.ReadTime(reader, 8), Time(reader, 9, dialect), Time(reader, 10, dialect),
        reader.IsDBNull(11) ? null : new MessageId(reader.GetGuid(11)),
        Json<IReadOnlyList<Reaction>>(reader, 12), Json<MessageMentions>(reader, 13));

    private static T? Json<T>(DbDataReader reader, int column)
        where T : class => Text(reader, column) is { } json ? JsonSerializer.Deserialize<T>(json, MessagingJson.Options) : null;

    private static string? Text(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static DateTimeOffset? Time(DbDataReader reader, int column, SqlDialect dialect) => reader.IsDBNull(column) ? null : dialect.ReadTime(reader, column);
}

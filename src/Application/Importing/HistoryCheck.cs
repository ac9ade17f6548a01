using Messaging.Application.Auth;
using Messaging.Application.Common;
using Messaging.Domain.Common;
using Messaging.Domain.Conversations;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Importing;

/// <summary>
/// Compares the file with the database, without writing. Adds what is wrong to the problems of the
/// file.
/// </summary>
internal sealed class HistoryCheck(IMessagingDb db, INewUsers newUsers, HistoryFile file)
{
    /// <summary>Ids in one question to the database: well below the number of parameters that each takes.</summary>
    private const int Chunk = 500;

    private readonly Dictionary<string, UserId> _users = new(StringComparer.Ordinal);
    private readonly HashSet<string> _newUsers = new(StringComparer.Ordinal);

    /// <summary>The id in this database of each user of the file.</summary>
    public IReadOnlyDictionary<string, UserId> Users => _users;

    /// <summary>Ids in the file of the users who are not here yet.</summary>
    public IReadOnlySet<string> NewUsers => _newUsers;

    /// <summary>Which conversation each of the file is here; those that are not here yet are missing.</summary>
    public Dictionary<string, ConversationId> Known { get; } = new(StringComparer.Ordinal);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await CheckUsersAsync(cancellationToken);
        await CheckConversationsAsync(cancellationToken);
        await CheckMessagesAsync(cancellationToken);
        foreach (var (id, here) in Known) await CheckHistoryAsync(id, here, cancellationToken);
    }

    private async Task CheckUsersAsync(CancellationToken cancellationToken)
    {
        var takenBy = new Dictionary<UserId, int>();
        foreach (var lines in file.Users.Values.Chunk(Chunk))
        {
            UserId[] ids = [.. lines.Select(entry => HistoryIds.UserOf(entry.User.Id))];
            var byId = await db.Users.Where(row => ids.Contains(row.Id)).Select(row => row.Id).ToHashSetAsync(cancellationToken);
            var byName = await newUsers.FindByNameAsync([.. lines.Select(entry => entry.User.UserName)], cancellationToken);
            var bySubject = await FindOutsidersAsync(lines.Select(entry => entry.User), cancellationToken);
            foreach (var (line, user) in lines)
            {
                if (file.IsFull) return;
                var id = HistoryIds.UserOf(user.Id);
                // Somebody who was imported before, has come with a token, or has registered.
                UserId? known = byId.Contains(id) ? id
                    : user.Issuer is not null ? bySubject.TryGetValue((user.Issuer, user.Subject!), out var outside) ? outside : null
                    : byName.TryGetValue(newUsers.Normalize(user.UserName), out var registered) ? registered : null;
                if (known is null) await CheckNewUserAsync(line, user, isNameTaken: byName.ContainsKey(newUsers.Normalize(user.UserName)));
                if (known is null) _newUsers.Add(user.Id);
                _users[user.Id] = known ?? id;
                if (!takenBy.TryAdd(_users[user.Id], line)) file.Refuse(line, $"This is the same person here as in line {takenBy[_users[user.Id]]}.");
            }
        }
    }

    private async Task<Dictionary<(string Issuer, string Subject), UserId>> FindOutsidersAsync(IEnumerable<HistoryUser> people, CancellationToken cancellationToken)
    {
        var found = new Dictionary<(string Issuer, string Subject), UserId>();
        foreach (var issuer in people.Where(user => user.Issuer is not null).GroupBy(user => user.Issuer!, user => user.Subject!, StringComparer.Ordinal))
        {
            foreach (var (subject, userId) in await newUsers.FindBySubjectAsync(issuer.Key, [.. issuer], cancellationToken)) found[(issuer.Key, subject)] = userId;
        }

        return found;
    }

    private async Task CheckNewUserAsync(int line, HistoryUser user, bool isNameTaken)
    {
        // As in registering: a person who had this name in the old chat must not become an admin here.
        if (newUsers.IsAdminName(user.UserName)) file.Refuse(line, "The user name is in Admin:UserNames: remove it from the list for the import.");
        else if (isNameTaken) file.Refuse(line, "The user name belongs to another user here.");
        if (user.Password is null) return;
        foreach (var flaw in await newUsers.FindFlawsAsync(user.UserName, user.DisplayName ?? user.UserName, user.Password)) file.Refuse(line, $"password: {flaw}");
    }

    private async Task CheckConversationsAsync(CancellationToken cancellationToken)
    {
        foreach (var lines in file.Conversations.Values.Chunk(Chunk))
        {
            ConversationId[] ids = [.. lines.Select(entry => HistoryIds.ConversationOf(entry.Conversation.Id))];
            string[] pairs = [.. lines.Select(entry => PairOf(entry.Conversation)).OfType<string>()];
            var byId = await db.Conversations.Where(row => ids.Contains(row.Id)).Select(row => new { row.Id, row.Kind, row.PairKey }).ToDictionaryAsync(row => row.Id, cancellationToken);
            var byPair = await db.Conversations.Where(row => pairs.Contains(row.PairKey)).Select(row => new { row.Id, row.PairKey }).ToDictionaryAsync(row => row.PairKey!, row => row.Id, cancellationToken);
            foreach (var (line, conversation) in lines)
            {
                if (file.IsFull) return;
                var (id, pair) = (HistoryIds.ConversationOf(conversation.Id), PairOf(conversation));
                var isThere = byId.TryGetValue(id, out var there);
                if (pair is not null && byPair.TryGetValue(pair, out var known)) Known[conversation.Id] = known;
                else if (isThere && there!.Kind == conversation.Kind && there.PairKey == pair) Known[conversation.Id] = id;
                else if (isThere) file.Refuse(line, "The id belongs to another conversation here.");
            }
        }
    }

    private string? PairOf(HistoryConversation conversation) =>
        conversation.Kind == ConversationKind.Direct ? Conversation.PairKeyOf(_users[conversation.Members[0]], _users[conversation.Members[1]]) : null;

    /// <summary>A message that is here must be the same one, or the id would be given twice.</summary>
    private async Task CheckMessagesAsync(CancellationToken cancellationToken)
    {
        foreach (var lines in file.Messages.Values.SelectMany(messages => messages).Chunk(Chunk))
        {
            MessageId[] ids = [.. lines.Select(entry => HistoryIds.MessageOf(entry.Message))];
            var here = await db.Messages.Where(row => ids.Contains(row.Id)).Select(row => new { row.Id, row.ConversationId, row.SenderId }).ToDictionaryAsync(row => row.Id, cancellationToken);
            foreach (var (line, message) in lines)
            {
                if (file.IsFull) return;
                if (!here.TryGetValue(HistoryIds.MessageOf(message), out var found)) continue;
                if (!Known.TryGetValue(message.Conversation, out var conversation) || found.ConversationId != conversation || found.SenderId != _users[message.Sender])
                    file.Refuse(line, "The id belongs to another message here.");
            }
        }
    }

    /// <summary>New messages of a conversation that is here come after those that it has, and from people who are in it.</summary>
    private async Task CheckHistoryAsync(string id, ConversationId here, CancellationToken cancellationToken)
    {
        if (file.IsFull || file.Messages[id].Count == 0) return;
        var known = await db.Messages.Where(row => row.ConversationId == here).Select(row => new { row.Id, row.SentAt }).ToDictionaryAsync(row => row.Id, row => row.SentAt, cancellationToken);
        var members = await db.Members.Where(row => row.ConversationId == here).Select(row => row.UserId).ToHashSetAsync(cancellationToken);
        var newest = known.Count == 0 ? DateTimeOffset.MinValue : known.Values.Max();
        foreach (var (line, message) in file.Messages[id])
        {
            if (file.IsFull) return;
            if (known.ContainsKey(HistoryIds.MessageOf(message))) continue;
            if (message.SentAt < newest) file.Refuse(line, HistorySentences.TooOld);
            else if (!members.Contains(_users[message.Sender])) file.Refuse(line, HistorySentences.SenderIsGone);
        }
    }
}

/// <summary>Sentences that are needed before writing and, because the app may run meanwhile, again under the lock.</summary>
internal static class HistorySentences
{
    public const string TooOld = "The message is older than one that the conversation has already. Messages are numbered in order of time, and numbers never change.";

    public const string SenderIsGone = "The sender is not a member of the conversation here.";
}

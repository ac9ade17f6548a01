using Messaging.Application.Common;
using Messaging.Domain.Common;
using Messaging.Domain.Conversations;
using Messaging.Domain.Messages;
using Messaging.Domain.Reactions;
using Messaging.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Importing;

/// <summary>Writes conversations of the file with their messages and read cursors, within one transaction.</summary>
internal sealed class ConversationWriter(IMessagingDb db, HistoryFile file, IReadOnlyDictionary<string, UserId> users, DateTimeOffset now)
{
    /// <returns>How many messages are new.</returns>
    /// <exception cref="LineRefusedException">People wrote here meanwhile, or left.</exception>
    public async Task<int> WriteAsync(IReadOnlyList<HistoryConversation> lines, CancellationToken cancellationToken)
    {
        var found = lines.Count == 1 ? await FindAsync(lines[0], cancellationToken) : null;
        if (found is not null) return Fill(found, lines[0], await KnownAsync(found.Id, cancellationToken));

        // All at once, in the order in which everybody locks users.
        var members = await db.LockUsersAsync([.. lines.SelectMany(line => line.Members).Distinct().Select(member => users[member])], cancellationToken);
        var people = members.ToDictionary(user => user.Id);
        UserId[] ids = [.. people.Keys];
        var blocks = await db.Blocks.Where(block => ids.Contains(block.BlockerId) && ids.Contains(block.BlockedId)).ToListAsync(cancellationToken);
        var count = 0;
        foreach (var line in lines)
        {
            var conversation = Open(line, people);
            foreach (var block in blocks.Where(block => conversation.PairKey == Conversation.PairKeyOf(block.BlockerId, block.BlockedId)))
                conversation.ChangeBlock(block.BlockerId, isBlocked: true);
            List<Message> known = conversation.LastMessage is { } opening ? [opening] : [];
            count += Fill(conversation, line, known);
        }

        return count;
    }

    private async Task<Conversation?> FindAsync(HistoryConversation line, CancellationToken cancellationToken)
    {
        var id = HistoryIds.ConversationOf(line.Id);
        var pair = line.Kind == ConversationKind.Direct ? Conversation.PairKeyOf(users[line.Members[0]], users[line.Members[1]]) : null;
        var same = pair is null ? db.Conversations.Where(row => row.Id == id) : db.Conversations.Where(row => row.PairKey == pair);
        var found = await same
            .Select(row => new { row.Id, Member = row.Members.Select(member => (UserId?)member.UserId).FirstOrDefault() }).SingleOrDefaultAsync(cancellationToken);
        return found?.Member is { } member ? await db.LockConversationAsync(found.Id, member, [], cancellationToken) : null;
    }

    private Task<List<Message>> KnownAsync(ConversationId id, CancellationToken cancellationToken) =>
        db.Messages.AsNoTracking().Where(row => row.ConversationId == id).ToListAsync(cancellationToken);

    private Conversation Open(HistoryConversation line, Dictionary<UserId, User> people)
    {
        UserId[] members = [.. line.Members.Select(member => users[member])];
        var (id, messages) = (HistoryIds.ConversationOf(line.Id), file.Messages[line.Id]);
        var openedAt = messages.Count == 0 ? now : messages.Min(entry => entry.Message.SentAt);
        var conversation = line.Kind == ConversationKind.Direct
            ? Conversation.OpenDirect(id, people[members[0]], people[members[1]], openedAt)
            : Conversation.OpenGroup(id, people[members[0]], line.Title!.Trim(), [.. members.Skip(1).Select(member => people[member])], openedAt);
        db.Conversations.Add(conversation);
        return conversation;
    }

    /// <summary>Adds the messages that are not known, and moves the read cursors.</summary>
    private int Fill(Conversation conversation, HistoryConversation line, List<Message> messages)
    {
        var byId = messages.ToDictionary(message => message.Id);
        var newest = messages.Count == 0 ? DateTimeOffset.MinValue : messages.Max(message => message.SentAt);
        var count = 0;
        // In order of time; of the same millisecond, as they stand in the file.
        foreach (var (number, message) in file.Messages[line.Id].OrderBy(entry => entry.Message.SentAt))
        {
            var id = HistoryIds.MessageOf(message);
            if (byId.ContainsKey(id)) continue;
            if (message.SentAt < newest) throw new LineRefusedException(number, HistorySentences.TooOld);
            if (conversation.Active.All(member => member.UserId != users[message.Sender])) throw new LineRefusedException(number, HistorySentences.SenderIsGone);

            var replyTo = message.ReplyTo is { } answered ? conversation.Answerable(byId.GetValueOrDefault(HistoryIds.MessageOf(line.Id, answered))) : null;
            var (sender, body) = (users[message.Sender], MessageBody.Normalize(message.Body));
            var mentions = conversation.MentionsOf(sender, body, new WantedMentions(message.Mentions is null ? null : [.. message.Mentions.Select(user => users[user])]));
            var added = conversation.Import(id, sender, body, message.SentAt, replyTo, mentions);
            React(conversation, added, message);
            byId.Add(id, added);
            messages.Add(added);
            count++;
        }

        MoveCursors(conversation, line, messages, byId);
        // One change of everybody's list for all of it. The events are dropped: a push for each old message would help nobody.
        if (count > 0) conversation.Refresh();
        conversation.TakeEvents();
        return count;
    }

    private void React(Conversation conversation, Message message, HistoryMessage line)
    {
        foreach (var (emoji, user) in (line.Reactions ?? []).SelectMany(kind => kind.Users, (kind, user) => (kind.Emoji, user)))
            conversation.React(message, users[user], Emoji.Normalize(emoji)!);
    }

    private void MoveCursors(Conversation conversation, HistoryConversation line, List<Message> messages, Dictionary<MessageId, Message> byId)
    {
        if (file.Reads[line.Id] is not { Count: > 0 } reads) return;
        var lines = file.Messages[line.Id].ToDictionary(entry => entry.Message.Id, entry => entry.Message, StringComparer.Ordinal);
        foreach (var read in reads)
        {
            var (reader, sequence) = (users[read.User], byId[HistoryIds.MessageOf(lines[read.Message])].Sequence);
            if (conversation.Active.All(member => member.UserId != reader)) continue;
            var unread = messages.Count(message => message.Sequence > sequence && message.CountsAsUnreadFor(reader));
            conversation.MarkRead(reader, sequence, unread, isBlocked: false, now);
        }
    }
}

using Messaging.Domain.Common;
using Messaging.Domain.Conversations.Events;
using Messaging.Domain.Messages;
using Messaging.Domain.Messages.Events;
using Messaging.Domain.ReadReceipts.Events;
using Messaging.Domain.Users;

namespace Messaging.Domain.Conversations;

/// <summary>
/// A private conversation and the counters that order hangs on. Change it only while its row and its
/// members' user rows are locked (conversation first, then users by id): then commit order is number
/// order and no number is skipped.
/// </summary>
public sealed partial class Conversation : AggregateRoot
{
    private readonly List<Member> _members = [];
    private readonly List<Message> _newMessages = [];

    private Conversation()
    {
    }

    private Conversation(ConversationId id, ConversationKind kind, DateTimeOffset now)
    {
        Id = id;
        Kind = kind;
        CreatedAt = now;
    }

    public ConversationId Id { get; private set; }

    public ConversationKind Kind { get; private set; }

    /// <summary>A group's name; null in a direct conversation, which each side sees under the other's name.</summary>
    public string? Title { get; private set; }

    /// <summary>The sorted pair of user ids of a direct conversation; unique, so that opening twice finds the first.</summary>
    public string? PairKey { get; private set; }

    /// <summary>The sequence of the newest message; 0 before the first.</summary>
    public long LastSequence { get; private set; }

    /// <summary>Grows by one with every change that members may see.</summary>
    public long Revision { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Everyone who is or was in it. Former members keep a row: see <see cref="Active"/>.</summary>
    public IReadOnlyList<Member> Members => _members;

    /// <summary>Everyone who is in it now.</summary>
    public IEnumerable<Member> Active => _members.Where(member => member.LeftAt is null);

    /// <summary>The newest message, where it was loaded. Not stored: (Id, LastSequence) finds it.</summary>
    public Message? LastMessage { get; set; }

    /// <summary>Makes a conversation from its stored row and those of its present members, for code that reads rows without EF Core.</summary>
    public static Conversation Restore(
        ConversationId id, ConversationKind kind, string? title, string? pairKey, long lastSequence, long revision, DateTimeOffset createdAt, IEnumerable<Member> members)
    {
        var conversation = new Conversation
        {
            Id = id, Kind = kind, Title = title, PairKey = pairKey, LastSequence = lastSequence, Revision = revision, CreatedAt = createdAt,
        };
        conversation._members.AddRange(members);
        return conversation;
    }

    /// <summary>The key that two users have in common, whichever of them opens the conversation.</summary>
    public static string PairKeyOf(UserId one, UserId other) =>
        one.Value.CompareTo(other.Value) < 0 ? $"{one}:{other}" : $"{other}:{one}";

    /// <summary>Starts a conversation between two people. The other one does not learn of it before there is a message.</summary>
    public static Conversation OpenDirect(ConversationId id, User opener, User other, DateTimeOffset now)
    {
        var conversation = new Conversation(id, ConversationKind.Direct, now) { PairKey = PairKeyOf(opener.Id, other.Id) };
        Member mine = new(id, opener, MemberRole.Member, now), theirs = new(id, other, MemberRole.Member, now);
        conversation._members.AddRange([mine, theirs]);
        theirs.Hide();
        conversation.Raise(new ConversationOpened(conversation.Touch(mine)));
        return conversation;
    }

    /// <summary>The other side opens the conversation too, before there is a message. Needs the lock of that user's row only: nothing else changes.</summary>
    public void Show(UserId userId, DateTimeOffset now)
    {
        var member = MemberOf(userId);
        if (member.IsShown) return;

        member.Show(now);
        Raise(new ConversationOpened(Touch(member)));
    }

    /// <summary>The member with this id, who must be in the conversation.</summary>
    public Member MemberOf(UserId userId) => Active.Single(member => member.UserId == userId);

    /// <summary>The other side of a direct conversation.</summary>
    public UserId PeerOf(UserId userId) => _members.Single(member => member.UserId != userId).UserId;

    /// <summary>Appends a message and tells every member.</summary>
    /// <param name="id">The id that the sender's client made.</param>
    /// <param name="senderId">A member.</param>
    /// <param name="body">The text, normalized.</param>
    /// <param name="now">The time.</param>
    /// <param name="replyTo">The message that it answers, from <see cref="Answerable"/>; or null.</param>
    /// <param name="mentions">The mentions of the message, from <see cref="MentionsOf"/>; or null.</param>
    public Message Send(MessageId id, UserId senderId, string body, DateTimeOffset now, Message? replyTo = null, MessageMentions? mentions = null) =>
        Append(id, senderId, body, now, change: null, replyTo, mentions);

    /// <summary>The message, if it can be answered here. A deleted message can: the reply may have been on its way.</summary>
    /// <exception cref="RefusedException"><c>reply_target_not_found</c>: there is none, it is in another conversation, or nobody wrote it.</exception>
    public Message Answerable(Message? message) => message is { Change: null } && message.ConversationId == Id
        ? message
        : throw new RefusedException(Refusal.Unprocessable, "reply_target_not_found", "There is no message with the id `replyTo` in this conversation that can be answered.");

    /// <summary>
    /// Appends a message of an earlier chat at its own time. Nobody is notified: the import calls
    /// <see cref="Refresh"/> once for all messages.
    /// </summary>
    public Message Import(MessageId id, UserId senderId, string body, DateTimeOffset sentAt, Message? replyTo = null, MessageMentions? mentions = null)
    {
        var message = new Message(id, Id, senderId, body, ++LastSequence, ++Revision, sentAt, change: null, replyTo, mentions);
        foreach (var member in Active) member.Receive(message, sentAt);
        _newMessages.Add(message);
        return LastMessage = message;
    }

    /// <summary>Replaces the body of an own message and whom it mentions. Nobody is notified of an edit.</summary>
    /// <exception cref="RefusedException"><c>not_your_message</c>, <c>message_deleted</c>, or as <see cref="MentionsOf"/>.</exception>
    public void Edit(Message message, UserId editorId, string body, DateTimeOffset now, WantedMentions? wanted = null)
    {
        RefuseUnlessOwn(message, editorId, "edit");
        if (message.IsDeleted)
            throw new RefusedException(Refusal.Conflict, "message_deleted", "A deleted message cannot be edited.");
        var mentions = MentionsOf(editorId, body, wanted ?? new WantedMentions(), mayMentionAll: message.Mentions?.All == true);
        if (message.Body == body && MessageMentions.AreSame(message.Mentions, mentions)) return;

        message.Edit(body, mentions, ++Revision, now);
        foreach (var member in Active) member.OnMentionsChanged(message);
        Raise(new MessageEdited(TouchActive(), MessageSnapshot.Of(message)));
    }

    /// <summary>Turns an own message into a tombstone: its place and sender stay, its text is removed. Idempotent.</summary>
    public void Delete(Message message, UserId deleterId, DateTimeOffset now)
    {
        RefuseUnlessOwn(message, deleterId, "delete");
        if (message.IsDeleted) return;

        foreach (var member in Active) member.OnDeleted(message);
        message.Delete(++Revision, now);
        Raise(new MessageDeleted(TouchActive(), MessageSnapshot.Of(message)));
    }

    /// <summary>Moves a member's read cursor forward, never back and never past the last message.</summary>
    /// <param name="userId">The reader.</param>
    /// <param name="sequence">Everything up to this is read.</param>
    /// <param name="unreadCount">The number of unread messages after it.</param>
    /// <param name="isBlocked">True when one side of a direct conversation blocks the other: then nobody else learns of it.</param>
    /// <param name="now">The time.</param>
    public void MarkRead(UserId userId, long sequence, int unreadCount, bool isBlocked, DateTimeOffset now)
    {
        var reader = MemberOf(userId);
        sequence = Math.Min(sequence, LastSequence);
        if (sequence <= reader.LastReadSequence) return;

        reader.MarkRead(sequence, unreadCount);
        UserId[] viewers = isBlocked || !reader.User.SharesReadReceipts
            ? []
            : [.. Active.Where(member => member != reader && member.User.SharesReadReceipts).Select(member => member.UserId)];
        // A cursor that nobody may see takes no revision: a gap must always hide something.
        if (viewers.Length > 0) reader.ShareRead(++Revision, now);
        // In a direct conversation the other side's row shows the cursor. In a group it does not: a
        // hundred readers of one message would each change a hundred rows.
        var changed = viewers.Length > 0 && Kind == ConversationKind.Direct ? TouchActive() : Touch(reader);
        Raise(new MessageRead(changed, userId, sequence, now, viewers));
    }

    /// <summary>Changes what only this member sees of the conversation.</summary>
    /// <param name="userId">The member.</param>
    /// <param name="mutedUntil">The new end of the mute, or null to hear notifications.</param>
    /// <param name="archived">Whether the row is out of the main list.</param>
    public void ChangeMemberSettings(UserId userId, DateTimeOffset? mutedUntil, bool archived)
    {
        var member = MemberOf(userId);
        if (member.MutedUntil == mutedUntil && member.Archived == archived) return;

        member.Mute(mutedUntil);
        member.Archive(archived);
        Raise(new MemberSettingsChanged(Touch(member)));
    }

    /// <summary>Notes in the own row of one side of a direct conversation whether they block the other side, whose row stays as it is.</summary>
    public void ChangeBlock(UserId blockerId, bool isBlocked)
    {
        var blocker = MemberOf(blockerId);
        if (blocker.BlocksPeer == isBlocked) return;

        blocker.BlockPeer(isBlocked);
        // A hidden row tells it when it is shown.
        if (blocker.IsShown) Raise(new MemberSettingsChanged(Touch(blocker)));
    }

    /// <summary>Gives every row a new user revision because something it shows has changed: a name, or what privacy lets through.</summary>
    public void Refresh() => Raise(new MemberSettingsChanged(TouchActive()));

    /// <summary>The state that events and answers carry.</summary>
    public ConversationSnapshot Snapshot(IReadOnlyCollection<Member> changed) => new(
        Id, Kind, Title, Revision,
        // A row shows no quote and no reactions, and tells its user alone whether they are mentioned.
        LastMessage is null ? null : MessageSnapshot.WithoutQuote(LastMessage) with { Reactions = null, Mentions = null },
        [.. _members.Where(member => member.LeftAt is null || changed.Contains(member) || LastMessage?.Names(member.UserId) == true).Select(member => new MemberSnapshot(
            member.UserId, member.User.UserName, member.User.DisplayName, member.User.AvatarUrl, member.Role,
            member.LastReadSequence, member.SharedReadSequence, member.User.SharesReadReceipts, member.UnreadCount,
            member.MutedUntil, member.Archived, member.LastActivityAt, member.UserRevision,
            member.LeftAt is not null, changed.Contains(member), member.BlocksPeer, member.MentionedIn))]);

    /// <summary>The messages that were appended since the last call, to be stored.</summary>
    public IReadOnlyList<Message> TakeMessages()
    {
        Message[] messages = [.. _newMessages];
        _newMessages.Clear();
        return messages;
    }

    private Message Append(MessageId id, UserId senderId, string body, DateTimeOffset now, SystemChange? change, Message? replyTo, MessageMentions? mentions = null, params Member[] gone)
    {
        var message = new Message(id, Id, senderId, body, ++LastSequence, ++Revision, now, change, replyTo, mentions);
        LastMessage = message;
        _newMessages.Add(message);
        foreach (var member in Active) member.Receive(message, now);
        Raise(new MessageSent(Touch([.. Active, .. gone]), MessageSnapshot.Of(message)));
        return message;
    }

    // Before the first message a change of names, say, is nothing that the other side should learn of.
    private ConversationSnapshot TouchActive() => Touch([.. Active.Where(member => member.IsShown || LastSequence > 0)]);

    private ConversationSnapshot Touch(params Member[] members)
    {
        foreach (var member in members) member.Touch();
        return Snapshot(members);
    }

    private static void RefuseUnlessOwn(Message message, UserId userId, string verb)
    {
        if (message.SenderId != userId || message.Change is not null)
            throw new RefusedException(Refusal.Forbidden, "not_your_message", $"You can only {verb} your own messages.");
    }
}

/// <summary>The kinds of conversation.</summary>
public enum ConversationKind
{
    /// <summary>Two people; at most one such conversation per pair.</summary>
    Direct,

    /// <summary>Up to 100 people with a title.</summary>
    Group,
}

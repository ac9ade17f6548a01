using System.Buffers.Binary;
using Messaging.Domain.Common;
using Messaging.Domain.Messages;
using Messaging.Domain.Users;

namespace Messaging.Domain.Conversations;

/// <summary>
/// One user's part in one conversation: the cursor that others see, and the row that only this user
/// sees (unread count, muted, archived).
/// </summary>
public sealed class Member
{
    private Member()
    {
    }

    internal Member(ConversationId conversationId, User user, MemberRole role, DateTimeOffset now)
    {
        ConversationId = conversationId;
        UserId = user.Id;
        User = user;
        Role = role;
        LastActivityAt = JoinedAt = now;
    }

    public ConversationId ConversationId { get; private set; }

    public UserId UserId { get; private set; }

    public User User { get; private set; } = null!;

    public MemberRole Role { get; private set; }

    /// <summary>
    /// Everything up to this sequence is read. Only moves forward; also with a message that does not count as
    /// unread, when nothing before it is unread.
    /// </summary>
    public long LastReadSequence { get; private set; }

    /// <summary>How far others see that this user has read: behind <see cref="LastReadSequence"/> while receipts are hidden.</summary>
    public long SharedReadSequence { get; private set; }

    /// <summary>When <see cref="SharedReadSequence"/> last moved.</summary>
    public DateTimeOffset? ReadAt { get; private set; }

    /// <summary>When the user left or was removed. The row stays, so that every device learns of it.</summary>
    public DateTimeOffset? LeftAt { get; private set; }

    /// <summary>Messages after <see cref="LastReadSequence"/> that count as unread: see <see cref="Message.CountsAsUnreadFor"/>.</summary>
    public int UnreadCount { get; private set; }

    /// <summary>
    /// Sequences of the unread messages that mention this user or answer theirs, ascending; null without any. At most the newest
    /// <see cref="MaxMentionedIn"/>.
    /// </summary>
    public IReadOnlyList<long>? MentionedIn { get; private set; }

    /// <summary>Most entries of <see cref="MentionedIn"/>.</summary>
    public const int MaxMentionedIn = 99;

    /// <summary>No notifications until then, but for mentions in a group; null when not muted.</summary>
    public DateTimeOffset? MutedUntil { get; private set; }

    public bool Archived { get; private set; }

    /// <summary>This user blocks the other side of the direct conversation. Here, so that the own row tells it to every device.</summary>
    public bool BlocksPeer { get; private set; }

    /// <summary>When the last message came; the list is sorted by it. Here, so that one index serves the list.</summary>
    public DateTimeOffset LastActivityAt { get; private set; }

    /// <summary>The conversation's revision at the last change of the shared read cursor.</summary>
    public long Revision { get; private set; }

    /// <summary>
    /// The user's revision at the last change of this row: what /sync pages by. Negative while the row is hidden: see
    /// <see cref="IsShown"/>.
    /// </summary>
    public long UserRevision { get; private set; }

    /// <summary>When the user came in, or came back.</summary>
    public DateTimeOffset JoinedAt { get; private set; }

    /// <summary>The user's revision at joining: unique per user and constant, so it breaks ties in the list. Negative while the row is hidden.</summary>
    public long JoinedRevision { get; private set; }

    /// <summary>
    /// False while somebody else has only opened the direct conversation: its row is in no list, no feed and no search of this
    /// user until there is a message, or until this user opens it.
    /// </summary>
    public bool IsShown => UserRevision > 0;

    /// <summary>Makes a member from the stored row, for code that reads rows without EF Core.</summary>
    public static Member Restore(
        ConversationId conversationId, User user, MemberRole role, long lastReadSequence, long sharedReadSequence, DateTimeOffset? readAt, int unreadCount,
        DateTimeOffset? mutedUntil, bool archived, DateTimeOffset lastActivityAt, long revision, long userRevision, DateTimeOffset joinedAt, long joinedRevision,
        DateTimeOffset? leftAt, bool blocksPeer, IReadOnlyList<long>? mentionedIn) => new()
    {
        ConversationId = conversationId, UserId = user.Id, User = user, Role = role, LastReadSequence = lastReadSequence, SharedReadSequence = sharedReadSequence,
        ReadAt = readAt, UnreadCount = unreadCount, MutedUntil = mutedUntil, Archived = archived, LastActivityAt = lastActivityAt, Revision = revision,
        UserRevision = userRevision, JoinedAt = joinedAt, JoinedRevision = joinedRevision, LeftAt = leftAt,
        BlocksPeer = blocksPeer, MentionedIn = mentionedIn,
    };

    public bool IsMuted(DateTimeOffset now) => MutedUntil > now;

    /// <summary>Gives the row a new user revision. Needs the user's row lock.</summary>
    internal void Touch()
    {
        UserRevision = User.NextRevision();
        if (JoinedRevision <= 0) JoinedRevision = UserRevision;
    }

    /// <summary>
    /// Gives a new row no revision of the user, so that nobody learns of it. The number below 0 instead of it is unique among the
    /// user's rows, since it is made of the random part of the conversation's id.
    /// </summary>
    internal void Hide()
    {
        Span<byte> id = stackalloc byte[16];
        ConversationId.Value.TryWriteBytes(id, bigEndian: true, out _);
        UserRevision = JoinedRevision = -1 - (BinaryPrimitives.ReadInt64BigEndian(id[8..]) & long.MaxValue);
    }

    /// <summary>Puts a hidden row into the lists of its user.</summary>
    internal void Show(DateTimeOffset now) => LastActivityAt = now;

    internal void Receive(Message message, DateTimeOffset now)
    {
        LastActivityAt = now;
        if (message.CountsAsUnreadFor(UserId)) UnreadCount++;
        // Nothing unread is skipped. Otherwise every client would mark its own message as read, with a second write for each send.
        else if (UnreadCount == 0) LastReadSequence = message.Sequence;
        if (message.IsDirectedAt(UserId)) MentionedIn = [.. (MentionedIn ?? []).Append(message.Sequence).TakeLast(MaxMentionedIn)];
        // Like notifications: a change to the group disturbs nobody, and a muted conversation stays where it is.
        if (message.Change is null && !IsMuted(now)) Archived = false;
    }

    /// <summary>Takes a message off the count. Call it before the message is deleted.</summary>
    internal void OnDeleted(Message message)
    {
        if (message.Sequence > LastReadSequence && message.CountsAsUnreadFor(UserId)) UnreadCount--;
        KeepMentions(sequence => sequence != message.Sequence);
    }

    /// <summary>Counts or no longer counts an unread message that was edited.</summary>
    internal void OnMentionsChanged(Message message)
    {
        if (message.Sequence <= LastReadSequence || MentionedIn?.Contains(message.Sequence) == message.IsDirectedAt(UserId)) return;

        if (message.IsDirectedAt(UserId)) MentionedIn = [.. (MentionedIn ?? []).Append(message.Sequence).Order().TakeLast(MaxMentionedIn)];
        else KeepMentions(sequence => sequence != message.Sequence);
    }

    internal void MarkRead(long sequence, int unreadCount)
    {
        LastReadSequence = sequence;
        UnreadCount = unreadCount;
        KeepMentions(mention => mention > sequence);
    }

    internal void ShareRead(long revision, DateTimeOffset now)
    {
        SharedReadSequence = LastReadSequence;
        Revision = revision;
        ReadAt = now;
    }

    internal void Leave(DateTimeOffset now)
    {
        LeftAt = now;
        UnreadCount = 0;
        MentionedIn = null;
        Role = MemberRole.Member;
    }

    /// <summary>Comes into a group, or back: what was written before counts as read, or its deletion would be taken off the unread count.</summary>
    internal void Join(long lastSequence, DateTimeOffset now)
    {
        LeftAt = null;
        JoinedAt = now;
        LastReadSequence = lastSequence;
    }

    internal void Become(MemberRole role) => Role = role;

    internal void Mute(DateTimeOffset? until) => MutedUntil = until;

    internal void Archive(bool archived) => Archived = archived;

    internal void BlockPeer(bool blocks) => BlocksPeer = blocks;

    private void KeepMentions(Func<long, bool> isKept)
    {
        if (MentionedIn is null) return;

        long[] kept = [.. MentionedIn.Where(isKept)];
        MentionedIn = kept.Length == 0 ? null : kept;
    }
}

/// <summary>Decides what a member may do. In a direct conversation both are members.</summary>
public enum MemberRole
{
    /// <summary>Reads and writes.</summary>
    Member,

    /// <summary>Also renames the group and adds or removes members.</summary>
    Owner,
}

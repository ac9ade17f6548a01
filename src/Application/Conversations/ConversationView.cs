using Messaging.Domain.Common;
using Messaging.Domain.Conversations;
using Messaging.Domain.Messages;

namespace Messaging.Application.Conversations;

/// <summary>A conversation as one member sees it: complete and absolute, so that a list can be drawn from it alone.</summary>
/// <param name="Id">The conversation.</param>
/// <param name="Kind"><c>direct</c> or <c>group</c>.</param>
/// <param name="Title">A group's name; null in a direct conversation, and for who has left.</param>
/// <param name="Revision">The caller's user revision at the last change of this row: keep the higher one.</param>
/// <param name="Members">Everyone in it, the caller included.</param>
/// <param name="LastMessage">The newest message, or null before the first.</param>
/// <param name="LastActivityAt">The sort key of lists, newest first.</param>
/// <param name="UnreadCount">Messages after the caller's cursor that others wrote and did not delete. Changes to the group do not count.</param>
/// <param name="UnreadMentions">Unread messages that mention the caller or answer theirs; 99 stands for 99 or more.</param>
/// <param name="LastReadSequence">The caller's own cursor.</param>
/// <param name="MutedUntil">No notifications until then, or null.</param>
/// <param name="Archived">True when it is out of the main list.</param>
/// <param name="Left">True when the caller is no longer in the group: take it off the list.</param>
/// <param name="Authors">People whom the newest message names and who are no longer members.</param>
/// <param name="BlockedByMe">True in a direct conversation whose other side the caller blocks. Nobody else is told.</param>
/// <param name="MembersTag">Opaque. Two rows of a conversation with the same tag have the same members with the same names, pictures and roles.</param>
public sealed record ConversationView(
    ConversationId Id,
    ConversationKind Kind,
    string? Title,
    long Revision,
    IReadOnlyList<MemberView> Members,
    LastMessageView? LastMessage,
    DateTimeOffset LastActivityAt,
    int UnreadCount,
    int UnreadMentions,
    long LastReadSequence,
    DateTimeOffset? MutedUntil,
    bool Archived,
    bool Left,
    bool BlockedByMe,
    IReadOnlyList<AuthorView> Authors,
    string MembersTag)
{
    /// <summary>The row of one member at the time of an event.</summary>
    internal static ConversationView Of(ConversationSnapshot conversation, MemberSnapshot viewer)
    {
        var members = MembersFor(conversation, viewer);
        return Of(conversation, viewer, members, Conversations.MembersTag.Of(members));
    }

    /// <summary>The same row with another list of members.</summary>
    internal static ConversationView Of(ConversationSnapshot conversation, MemberSnapshot viewer, IReadOnlyList<MemberView> members, string membersTag) => new(
        conversation.Id,
        conversation.Kind,
        // A member who has left learns that, and nothing of later events.
        viewer.Left ? null : conversation.Title,
        viewer.UserRevision,
        members,
        conversation.LastMessage is { } last && !viewer.Left
            ? new LastMessageView(last.Id, last.Sequence, last.SenderId, last.Body, last.SentAt, last.DeletedAt is not null, last.Change, last.Sequence > viewer.LastReadSequence && viewer.MentionedIn?.Contains(last.Sequence) == true)
            : null,
        viewer.LastActivityAt,
        viewer.UnreadCount,
        viewer.MentionedIn?.Count(sequence => sequence > viewer.LastReadSequence) ?? 0,
        viewer.LastReadSequence,
        viewer.MutedUntil,
        viewer.Archived,
        viewer.Left,
        viewer.BlocksPeer,
        viewer.Left || conversation.LastMessage is not { } newest ? [] : [.. conversation.Members
            .Where(member => member.Left && Conversations.Authors.NamedBy(newest.SenderId, newest.Change).Contains(member.UserId))
            .Select(member => new AuthorView(member.UserId, member.UserName, member.DisplayName, member.AvatarUrl))],
        membersTag);

    /// <summary>The members as one of them sees them.</summary>
    internal static IReadOnlyList<MemberView> MembersFor(ConversationSnapshot conversation, MemberSnapshot viewer) =>
        viewer.Left ? [] : [.. conversation.Members.Where(member => !member.Left).OrderBy(member => member.UserId.Value).Select(member => new MemberView(
            member.UserId, member.UserName, member.DisplayName, member.AvatarUrl, member.Role,
            ReadCursors.InRow(
                conversation.Kind, isOwn: member.UserId == viewer.UserId, member.LastReadSequence, member.SharedReadSequence,
                member.SharesReadReceipts && viewer.SharesReadReceipts)))];

    internal static ConversationView Of(Conversation conversation, UserId viewer)
    {
        var snapshot = conversation.Snapshot([]);
        return Of(snapshot, snapshot.Members.Single(member => member.UserId == viewer));
    }
}

/// <summary>A member of a conversation.</summary>
/// <param name="UserId">The user.</param>
/// <param name="UserName">Their unique name.</param>
/// <param name="DisplayName">The name to show.</param>
/// <param name="AvatarUrl">Their picture, or null.</param>
/// <param name="Role"><c>owner</c> or <c>member</c>.</param>
/// <param name="LastReadSequence">How far they have read; null when hidden, and for others in a group (ask <c>/sync</c> with the conversation's id).</param>
public sealed record MemberView(UserId UserId, string UserName, string DisplayName, string? AvatarUrl, MemberRole Role, long? LastReadSequence);

/// <summary>The newest message, for the preview in a list.</summary>
/// <param name="Id">The message.</param>
/// <param name="Sequence">Its place.</param>
/// <param name="SenderId">The author.</param>
/// <param name="Body">The text; empty when deleted.</param>
/// <param name="SentAt">When it was stored.</param>
/// <param name="Deleted">True for a tombstone.</param>
/// <param name="Change">Set for a system message: what happened to the group.</param>
/// <param name="MentionsMe">True while it is unread and mentions the caller or answers a message of theirs.</param>
public sealed record LastMessageView(
    MessageId Id, long Sequence, UserId SenderId, string Body, DateTimeOffset SentAt, bool Deleted, SystemChange? Change, bool MentionsMe);

/// <summary>Which read cursor a viewer is shown.</summary>
internal static class ReadCursors
{
    /// <summary>In a row of the list. In a group only the own one: a row would otherwise change with every reader.</summary>
    public static long? InRow(ConversationKind kind, bool isOwn, long own, long shared, bool isShared) =>
        isOwn ? own : kind == ConversationKind.Direct && isShared ? shared : null;
}

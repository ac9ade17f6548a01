using Messaging.Domain.Common;
using Messaging.Domain.Conversations;

namespace Messaging.Application.Conversations;

/// <summary>A conversation as one member sees it: complete and absolute, so that a list can be drawn from it alone.</summary>
/// <param name="Id">The conversation.</param>
/// <param name="Kind"><c>direct</c> or <c>group</c>.</param>
/// <param name="Title">A group's name; null in a direct conversation.</param>
/// <param name="Revision">The caller's user revision at the last change of this row: keep the higher one.</param>
/// <param name="Members">Everyone in it, the caller included.</param>
/// <param name="LastMessage">The newest message, or null before the first.</param>
/// <param name="LastActivityAt">What lists are sorted by, newest first.</param>
/// <param name="UnreadCount">Messages after the caller's cursor that are neither their own nor deleted.</param>
/// <param name="LastReadSequence">The caller's own cursor.</param>
/// <param name="MutedUntil">No notifications until then, or null.</param>
/// <param name="Archived">True when it is out of the main list.</param>
public sealed record ConversationView(
    ConversationId Id,
    ConversationKind Kind,
    string? Title,
    long Revision,
    IReadOnlyList<MemberView> Members,
    LastMessageView? LastMessage,
    DateTimeOffset LastActivityAt,
    int UnreadCount,
    long LastReadSequence,
    DateTimeOffset? MutedUntil,
    bool Archived)
{
    /// <summary>The row of one member at the time of an event.</summary>
    internal static ConversationView Of(ConversationSnapshot conversation, MemberSnapshot viewer) => new(
        conversation.Id,
        conversation.Kind,
        conversation.Title,
        viewer.UserRevision,
        [.. conversation.Members.Select(member => new MemberView(
            member.UserId, member.UserName, member.DisplayName, member.AvatarUrl, member.Role, member.LastReadSequence))],
        conversation.LastMessage is { } last
            ? new LastMessageView(last.Id, last.Sequence, last.SenderId, last.Body, last.SentAt, last.DeletedAt is not null)
            : null,
        viewer.LastActivityAt,
        viewer.UnreadCount,
        viewer.LastReadSequence,
        viewer.MutedUntil,
        viewer.Archived);

    internal static ConversationView Of(Conversation conversation, UserId viewer)
    {
        var snapshot = conversation.Snapshot([]);
        return Of(snapshot, snapshot.Members.Single(member => member.UserId == viewer));
    }
}

/// <summary>A member of a conversation.</summary>
public sealed record MemberView(UserId UserId, string UserName, string DisplayName, string? AvatarUrl, MemberRole Role, long LastReadSequence);

/// <summary>The newest message, for the preview in a list.</summary>
public sealed record LastMessageView(MessageId Id, long Sequence, UserId SenderId, string Body, DateTimeOffset SentAt, bool Deleted);

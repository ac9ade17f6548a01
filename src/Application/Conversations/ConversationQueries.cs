using Messaging.Application.Common;
using Messaging.Domain.Common;
using Messaging.Domain.Conversations;
using Messaging.Domain.Messages;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Conversations;

/// <summary>The ways in which several use cases read conversations.</summary>
internal static class ConversationQueries
{
    /// <summary>A user's rows as their lists show them: see <see cref="Member.IsShown"/>.</summary>
    public static IQueryable<Member> ShownTo(this IQueryable<Member> members, UserId me) => members.Where(member => member.UserId == me && member.UserRevision > 0);

    /// <summary>Locks a conversation and one of its messages, with the newest one at hand for the rows that change, and with the one that it answers.</summary>
    /// <exception cref="RefusedException"><c>not_found</c>: no such message, or not for this user.</exception>
    public static async Task<(Conversation Conversation, Message Message)> LockMessageAsync(
        this IMessagingDb db, ConversationId id, UserId me, MessageId messageId, CancellationToken cancellationToken)
    {
        var conversation = await db.LockWithLastMessageAsync(id, me, [], cancellationToken) ?? throw RefusedException.NotFound("message");
        var message = conversation.LastMessage?.Id == messageId
            ? conversation.LastMessage
            : await db.Messages.SingleOrDefaultAsync(message => message.Id == messageId && message.ConversationId == id, cancellationToken);
        if (message is null) throw RefusedException.NotFound("message");
        if (message.ReplyToId is { } answered)
            message.ReplyTo = await db.Messages.SingleOrDefaultAsync(row => row.Id == answered, cancellationToken);
        return (conversation, message);
    }

    /// <summary>Loads the rows of a user's conversations in two round trips, in the order given.</summary>
    /// <param name="db">The database.</param>
    /// <param name="mine">The user's own member rows, filtered, ordered and limited.</param>
    /// <param name="cancellationToken">Ends the queries.</param>
    public static async Task<List<ConversationView>> ToViewsAsync(this IMessagingDb db, IQueryable<Member> mine, CancellationToken cancellationToken) =>
        (await db.ToRowsAsync(mine, cancellationToken)).ConvertAll(row => row.View);

    /// <summary>The same with what a list goes on from.</summary>
    public static async Task<List<ConversationRow>> ToRowsAsync(this IMessagingDb db, IQueryable<Member> mine, CancellationToken cancellationToken)
    {
        var rows = await (
            from member in mine
            join conversation in db.Conversations on member.ConversationId equals conversation.Id
            from last in db.Messages
                .Where(message => message.ConversationId == conversation.Id && message.Sequence == conversation.LastSequence)
                .DefaultIfEmpty()
            select new { Member = member, member.User.SharesReadReceipts, Conversation = conversation, Last = last })
            .AsNoTracking().ToListAsync(cancellationToken);

        var ids = rows.ConvertAll(row => row.Conversation.Id);
        // Only what others see of a member: the personal part is read for the caller alone.
        var members = (await db.Members
            .Where(member => ids.Contains(member.ConversationId))
            .Select(member => new
            {
                member.ConversationId,
                Seen = new MemberSnapshot(
                    member.UserId, member.User.UserName, member.User.DisplayName, member.User.AvatarUrl, member.Role, member.LastReadSequence,
                    member.SharedReadSequence, member.User.SharesReadReceipts, 0, null, false, default, 0, false, false),
            })
            .ToListAsync(cancellationToken)).ToLookup(member => member.ConversationId, member => member.Seen);

        // Only those who are not among the members: hardly ever anybody.
        var authors = (await db.AuthorsAsync(
            rows.Where(row => row is { Last: not null, Member.LeftAt: null })
                .SelectMany(row => Authors.NamedBy(row.Last!.SenderId, row.Last.Change).Except(members[row.Conversation.Id].Select(member => member.UserId))),
            cancellationToken)).ToDictionary(author => author.UserId);

        return rows.ConvertAll(row =>
        {
            var (member, last, seen) = (row.Member, row.Last, members[row.Conversation.Id].ToArray());
            var viewer = new MemberSnapshot(
                member.UserId, "", "", null, member.Role, member.LastReadSequence, member.SharedReadSequence, row.SharesReadReceipts, member.UnreadCount, member.MutedUntil,
                member.Archived, member.LastActivityAt, member.UserRevision, member.LeftAt is not null, Changed: false, member.BlocksPeer, member.MentionedIn);
            var view = ConversationView.Of(
                new ConversationSnapshot(row.Conversation.Id, row.Conversation.Kind, row.Conversation.Title, row.Conversation.Revision, last is null ? null : MessageSnapshot.WithoutQuote(last), seen),
                viewer);
            var former = last is null || viewer.Left ? [] : Authors.NamedBy(last.SenderId, last.Change).Except(seen.Select(user => user.UserId)).Where(authors.ContainsKey);
            return new ConversationRow(member.JoinedRevision, view with { Authors = [.. former.Select(id => authors[id])] });
        });
    }
}

/// <summary>A row and its place among rows of the same time.</summary>
internal sealed record ConversationRow(long JoinedRevision, ConversationView View);

using Messaging.Application.Common;
using Messaging.Domain.Common;
using Messaging.Domain.Conversations;
using Messaging.Domain.Messages;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Conversations;

/// <summary>The ways in which several use cases read conversations.</summary>
internal static class ConversationQueries
{
    /// <summary>Locks a conversation and one of its messages, with the newest one at hand for the rows that change.</summary>
    /// <exception cref="RefusedException"><c>not_found</c>: no such message, or not for this user.</exception>
    public static async Task<(Conversation Conversation, Message Message)> LockMessageAsync(
        this IMessagingDb db, ConversationId id, UserId me, MessageId messageId, CancellationToken cancellationToken)
    {
        var conversation = await db.LockWithLastMessageAsync(id, me, [], cancellationToken) ?? throw RefusedException.NotFound("message");
        var message = conversation.LastMessage?.Id == messageId
            ? conversation.LastMessage
            : await db.Messages.SingleOrDefaultAsync(message => message.Id == messageId && message.ConversationId == id, cancellationToken);
        return (conversation, message ?? throw RefusedException.NotFound("message"));
    }

    /// <summary>Locks a conversation with its newest message, which the members' rows show, and others who are about to come in.</summary>
    public static async Task<Conversation?> LockWithLastMessageAsync(
        this IMessagingDb db, ConversationId id, UserId me, IReadOnlyCollection<UserId> others, CancellationToken cancellationToken)
    {
        var conversation = await db.LockConversationAsync(id, me, others, cancellationToken);
        if (conversation is not null)
            conversation.LastMessage = await db.Messages.SingleOrDefaultAsync(
                message => message.ConversationId == id && message.Sequence == conversation.LastSequence, cancellationToken);
        return conversation;
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
        var members = (await db.Members
            .Where(member => ids.Contains(member.ConversationId))
            .Select(member => new
            {
                member.ConversationId,
                member.UserId,
                member.User.UserName,
                member.User.DisplayName,
                member.User.AvatarUrl,
                member.User.SharesReadReceipts,
                member.Role,
                member.LastReadSequence,
                member.SharedReadSequence,
            })
            .ToListAsync(cancellationToken)).ToLookup(member => member.ConversationId);

        // Only who is not among the members: hardly ever anybody.
        var authors = (await db.AuthorsAsync(
            rows.Where(row => row is { Last: not null, Member.LeftAt: null })
                .SelectMany(row => Authors.NamedBy(row.Last!.SenderId, row.Last.Change).Except(members[row.Conversation.Id].Select(member => member.UserId))),
            cancellationToken)).ToDictionary(author => author.UserId);

        return rows.ConvertAll(row =>
        {
            IReadOnlyList<MemberView> seen = row.Member.LeftAt is not null ? [] : [.. members[row.Conversation.Id].OrderBy(member => member.UserId.Value).Select(member => new MemberView(
                member.UserId, member.UserName, member.DisplayName, member.AvatarUrl, member.Role,
                ReadCursors.InRow(
                    row.Conversation.Kind, isOwn: member.UserId == row.Member.UserId, member.LastReadSequence, member.SharedReadSequence,
                    member.SharesReadReceipts && row.SharesReadReceipts)))];
            return new ConversationRow(row.Member.JoinedRevision, new ConversationView(
                row.Conversation.Id, row.Conversation.Kind,
                // A member who has left learns that, and nothing of later events.
                row.Member.LeftAt is null ? row.Conversation.Title : null,
                row.Member.UserRevision,
                seen,
                row.Last is { } last && row.Member.LeftAt is null
                    ? new LastMessageView(last.Id, last.Sequence, last.SenderId, last.Body, last.SentAt, last.IsDeleted, last.Change)
                    : null,
                row.Member.LastActivityAt, row.Member.UnreadCount, row.Member.LastReadSequence, row.Member.MutedUntil, row.Member.Archived,
                row.Member.LeftAt is not null,
                row.Last is { } newest && row.Member.LeftAt is null
                    ? [.. Authors.NamedBy(newest.SenderId, newest.Change).Except(members[row.Conversation.Id].Select(member => member.UserId))
                        .Where(authors.ContainsKey).Select(id => authors[id])]
                    : [],
                MembersTag.Of(seen)));
        });
    }
}

/// <summary>A row and its place among rows of the same time.</summary>
internal sealed record ConversationRow(long JoinedRevision, ConversationView View);

using FluentValidation;
using MediatR;
using Messaging.Application.Common;
using Messaging.Domain.Common;
using Messaging.Domain.Conversations;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Conversations;

/// <summary>The caller's conversations, newest activity first; with a query those that it finds.</summary>
/// <param name="Me">The caller.</param>
/// <param name="Filter">Which of them.</param>
/// <param name="Query">Words, or null for all: see <see cref="ConversationSearch"/>.</param>
/// <param name="Cursor">Where the page before ended, or null.</param>
/// <param name="Limit">Most rows on a page.</param>
public sealed record ListConversations(UserId Me, ConversationFilter Filter, string? Query, string? Cursor, int Limit) : IRequest<ConversationPage>;

/// <summary>Which conversations a list shows.</summary>
public enum ConversationFilter
{
    /// <summary>All that are not archived; with a query the archived ones too.</summary>
    All,

    /// <summary>Those of them with unread messages.</summary>
    Unread,

    /// <summary>Only archived ones.</summary>
    Archived,
}

/// <summary>A page of conversations.</summary>
/// <param name="Items">The rows, newest activity first.</param>
/// <param name="NextCursor">Give it back as <c>cursor</c>; null at the end.</param>
/// <param name="SyncCursor">Give it to <c>/sync</c> as <c>cursor</c>: everything that changes after this page comes from there.</param>
/// <param name="UnreadTotal">
/// Unread messages of all the caller's conversations that are neither muted nor archived, also of those on other pages; null on
/// every page but the first of a list.
/// </param>
public sealed record ConversationPage(IReadOnlyList<ConversationView> Items, string? NextCursor, string SyncCursor, int? UnreadTotal)
    : Page<ConversationView>(Items, NextCursor);

internal sealed class ListConversationsValidator : AbstractValidator<ListConversations>
{
    public ListConversationsValidator()
    {
        RuleFor(request => request.Limit).InclusiveBetween(1, 100);
        RuleFor(request => request.Query).Length(1, Conversation.MaxTitleLength);
    }
}

internal sealed class ListConversationsHandler(IMessagingDb db, ConversationSearch search, TimeProvider time) : IRequestHandler<ListConversations, ConversationPage>
{
    private const string CursorKind = "list";

    public async Task<ConversationPage> Handle(ListConversations request, CancellationToken cancellationToken)
    {
        var mine = Filter(db.Members.ShownTo(request.Me), request.Filter, isSearch: request.Query is not null);
        if (request.Query is not null) mine = await search.NarrowAsync(mine, request.Me, request.Query, cancellationToken);
        if (request.Cursor is not null)
        {
            var position = Cursor.Read(request.Cursor, CursorKind, 2);
            var (activity, joined) = (FromMilliseconds(position[0]), position[1]);
            mine = mine.Where(member => member.LastActivityAt < activity || (member.LastActivityAt == activity && member.JoinedRevision < joined));
        }

        // Read before the page: what changes in between comes again from /sync instead of never.
        var (isFirst, now) = (request is { Query: null, Cursor: null }, time.Now());
        var head = await db.Users.Where(user => user.Id == request.Me)
            .Select(user => new
            {
                user.Revision,
                UnreadTotal = isFirst
                    ? db.Members
                        .Where(member => member.UserId == user.Id && !member.Archived && member.UnreadCount > 0 && (member.MutedUntil == null || member.MutedUntil <= now))
                        .Sum(member => (int?)member.UnreadCount) ?? 0
                    : (int?)null,
            })
            .SingleOrDefaultAsync(cancellationToken)
            ?? throw RefusedException.CallerIsGone();
        var page = mine
            .OrderByDescending(member => member.LastActivityAt).ThenByDescending(member => member.JoinedRevision)
            .Take(request.Limit + 1);
        var rows = await db.ToRowsAsync(page, cancellationToken);
        var next = rows.Count > request.Limit ? CursorAfter(rows[request.Limit - 1]) : null;
        return new ConversationPage([.. rows.Take(request.Limit).Select(row => row.View)], next, SyncCursors.User(head.Revision), head.UnreadTotal);
    }

    private static IQueryable<Member> Filter(IQueryable<Member> mine, ConversationFilter filter, bool isSearch) => filter switch
    {
        ConversationFilter.Unread => mine.Where(member => !member.Archived && member.UnreadCount > 0),
        ConversationFilter.Archived => mine.Where(member => member.Archived),
        _ => isSearch ? mine : mine.Where(member => !member.Archived),
    };

    private static string CursorAfter(ConversationRow last) =>
        Cursor.Write(CursorKind, last.View.LastActivityAt.ToUnixTimeMilliseconds(), last.JoinedRevision);

    private static DateTimeOffset FromMilliseconds(long value)
    {
        if (value > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()) throw Cursor.Invalid();
        return DateTimeOffset.FromUnixTimeMilliseconds(value);
    }
}

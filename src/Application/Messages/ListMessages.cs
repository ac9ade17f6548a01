using System.Globalization;
using FluentValidation;
using MediatR;
using Messaging.Application.Common;
using Messaging.Application.Conversations;
using Messaging.Domain.Common;
using Messaging.Domain.Conversations;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Messages;

/// <summary>
/// A page of a conversation's history: the messages before, after or around a sequence, or the newest.
/// Always ascending.
/// </summary>
public sealed record ListMessages(UserId Me, ConversationId ConversationId, long? Before, long? After, long? Around, int Limit) : IRequest<MessagePage>;

/// <summary>A page of messages, ascending by sequence.</summary>
/// <param name="Items">The messages.</param>
/// <param name="NextCursor">The sequence to continue from in the same direction (<c>before</c> the first, or <c>after</c> the last item); null at the end.</param>
/// <param name="HasOlder">True when there are messages before the first item.</param>
/// <param name="HasNewer">True when there are messages after the last item.</param>
/// <param name="SyncCursor">Give it to <c>/sync</c> as <c>conversationCursor</c>: everything that changes after this page comes from there.</param>
/// <param name="Authors">People whom the messages name and who are no longer members.</param>
public sealed record MessagePage(
    IReadOnlyList<MessageView> Items, string? NextCursor, bool HasOlder, bool HasNewer, string SyncCursor, IReadOnlyList<AuthorView> Authors)
    : Page<MessageView>(Items, NextCursor);

internal sealed class ListMessagesValidator : AbstractValidator<ListMessages>
{
    public ListMessagesValidator()
    {
        RuleFor(request => request.Limit).InclusiveBetween(1, 100);
        RuleFor(request => request.Before).GreaterThan(0);
        RuleFor(request => request.After).GreaterThanOrEqualTo(0);
        RuleFor(request => request.Around).GreaterThan(0);
        RuleFor(request => request)
            .Must(request => new[] { request.Before, request.After, request.Around }.Count(value => value is not null) <= 1)
            .WithMessage("Give at most one of before, after and around.").OverridePropertyName("before");
    }
}

internal sealed class ListMessagesHandler(IMessagingDb db) : IRequestHandler<ListMessages, MessagePage>
{
    public async Task<MessagePage> Handle(ListMessages request, CancellationToken cancellationToken)
    {
        // Read before the page: what changes in between comes again from /sync instead of never.
        var conversation = await db.Conversations
            .Where(conversation => conversation.Id == request.ConversationId)
            .Where(conversation => db.Members.Any(member => member.ConversationId == conversation.Id && member.UserId == request.Me))
            .Select(conversation => new { conversation.Revision, conversation.LastSequence, conversation.Kind })
            .SingleOrDefaultAsync(cancellationToken)
            ?? throw RefusedException.NotFound("conversation");

        var (first, last) = Range(request, conversation.LastSequence);
        var items = await Window(request, first, last).ToListAsync(cancellationToken);

        var oldest = items.Count == 0 ? first : items[0].Sequence;
        var newest = items.Count == 0 ? last : items[^1].Sequence;
        var hasOlder = Math.Min(oldest, conversation.LastSequence + 1) > 1;
        var hasNewer = newest < conversation.LastSequence;
        var next = request.After is not null
            ? (hasNewer ? newest : (long?)null)
            : (hasOlder ? oldest : null);
        return new MessagePage(
            items, next?.ToString(CultureInfo.InvariantCulture), hasOlder, hasNewer,
            SyncCursors.Conversation(conversation.Revision),
            await db.AuthorsOfAsync(request.ConversationId, conversation.Kind == ConversationKind.Group, items, cancellationToken));
    }

    /// <summary>
    /// Sequences have no gaps, so the window is arithmetic and the query one index range. Positions beyond
    /// the end mean the end; without the cap a huge one would also wrap round to a negative one.
    /// </summary>
    internal static (long First, long Last) Range(ListMessages request, long end) => request switch
    {
        { Before: { } before } => (Math.Min(before, end + 1) - request.Limit, Math.Min(before, end + 1) - 1),
        { After: { } after } => (Math.Min(after, end) + 1, Math.Min(after, end) + request.Limit),
        { Around: { } around } => (Math.Min(around, end) - (request.Limit / 2), Math.Min(around, end) - (request.Limit / 2) + request.Limit - 1),
        _ => (end - request.Limit + 1, long.MaxValue),
    };

    private IQueryable<MessageView> Window(ListMessages request, long first, long last) => db.ToViews(db.Messages
        .Where(message => message.ConversationId == request.ConversationId && message.Sequence >= first && message.Sequence <= last)
        .OrderBy(message => message.Sequence)
        .Take(request.Limit), request.Me);
}

using FluentValidation;
using MediatR;
using Messaging.Application.Common;
using Messaging.Application.Conversations;
using Messaging.Domain.Common;
using Messaging.Domain.Reactions;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Reactions;

/// <summary>A page of everyone who reacted to a message: kind by kind, in the order in which they reacted.</summary>
public sealed record ListReactions(UserId Me, ConversationId ConversationId, MessageId MessageId, string? Emoji, string? Cursor, int Limit) : IRequest<Page<ReactedUserView>>;

/// <summary>One reaction of one user.</summary>
/// <param name="Emoji">The kind.</param>
/// <param name="UserId">The user.</param>
/// <param name="UserName">Their unique name.</param>
/// <param name="DisplayName">The name to show.</param>
/// <param name="AvatarUrl">Their picture, or null.</param>
public sealed record ReactedUserView(string Emoji, UserId UserId, string UserName, string DisplayName, string? AvatarUrl);

internal sealed class ListReactionsValidator : AbstractValidator<ListReactions>
{
    public ListReactionsValidator()
    {
        RuleFor(request => request.Emoji!).ValidEmoji().When(request => request.Emoji is not null);
        RuleFor(request => request.Limit).InclusiveBetween(1, 100);
    }
}

internal sealed class ListReactionsHandler(IMessagingDb db) : IRequestHandler<ListReactions, Page<ReactedUserView>>
{
    private const string CursorKind = "reactions";

    public async Task<Page<ReactedUserView>> Handle(ListReactions request, CancellationToken cancellationToken)
    {
        var skip = request.Cursor is null ? 0 : (int)Math.Min(Cursor.Read(request.Cursor, CursorKind, 1)[0], int.MaxValue);
        var message = await db.Messages
            .Where(message => message.Id == request.MessageId && message.ConversationId == request.ConversationId)
            .Where(message => db.Members.Any(member => member.ConversationId == message.ConversationId && member.UserId == request.Me))
            .Select(message => new { message.Reactions })
            .SingleOrDefaultAsync(cancellationToken)
            ?? throw RefusedException.NotFound("message");

        var emoji = request.Emoji is null ? null : Emoji.Normalize(request.Emoji);
        var all = (message.Reactions ?? []).Where(kind => emoji is null || kind.Emoji == emoji)
            .SelectMany(kind => kind.UserIds, (kind, userId) => (kind.Emoji, UserId: userId)).ToArray();
        var page = all.Skip(skip).Take(request.Limit).ToArray();
        var people = (await db.AuthorsAsync(page.Select(reaction => reaction.UserId), cancellationToken)).ToDictionary(user => user.UserId);
        return new Page<ReactedUserView>(
            [.. page.Where(reaction => people.ContainsKey(reaction.UserId)).Select(reaction => View(reaction.Emoji, people[reaction.UserId]))],
            skip + page.Length < all.Length ? Cursor.Write(CursorKind, skip + page.Length) : null);
    }

    private static ReactedUserView View(string emoji, AuthorView user) => new(emoji, user.UserId, user.UserName, user.DisplayName, user.AvatarUrl);
}

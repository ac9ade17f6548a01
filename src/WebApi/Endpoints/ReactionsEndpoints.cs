using System.ComponentModel;
using System.Security.Claims;
using MediatR;
using Messaging.Application.Common;
using Messaging.Application.Messages;
using Messaging.Application.Reactions;
using Messaging.Domain.Common;
using Messaging.WebApi.OpenApi;
using Messaging.WebApi.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Messaging.WebApi.Endpoints;

/// <summary>Reactions to messages.</summary>
internal static class ReactionsEndpoints
{
    public static void MapReactions(this IEndpointRouteBuilder api)
    {
        var reactions = api.MapGroup("/conversations/{id:guid}/messages/{messageId:guid}/reactions").WithTags("Reactions").Refuses(404);
        reactions.MapGet("", ListAsync).WithSummary("List everyone who reacted to a message, kind by kind")
            .WithDescription("A message itself has the counts and the first five users of each kind.").Refuses(400, "invalid_cursor");
        reactions.MapPut("/{emoji}", AddAsync).RequireRateLimiting(RateLimits.Write).WithSummary("React to a message with an emoji")
            .WithDescription(
                "One emoji, URL-encoded; with or without U+FE0F it is the same. A message takes up to 20 kinds, and of each user each kind once. "
                + "Repeating the request changes nothing. Reactions change neither `editedAt` nor unread counts nor the order of the list.")
            .Refuses(403, "cannot_message_user").Refuses(409, "message_deleted").Refuses(422, "too_many_reactions", "system_message").Refuses(503, "busy", "outbox_full");
        reactions.MapDelete("/{emoji}", RemoveAsync).RequireRateLimiting(RateLimits.Write).WithSummary("Take one of the caller's reactions back")
            .WithDescription("Repeating the request changes nothing.").Refuses(503, "busy", "outbox_full");
    }

    private static async Task<Ok<Page<ReactedUserView>>> ListAsync(
        Guid id, Guid messageId, ClaimsPrincipal user, IMediator mediator, CancellationToken cancellationToken,
        [Description("Only reactions of this kind.")] string? emoji = null,
        [Description("The `nextCursor` of the page before.")] string? cursor = null,
        [Description("Most reactions in a page: 1 to 100.")] int limit = 50) =>
        TypedResults.Ok(await mediator.Send(new ListReactions(user.Id(), new ConversationId(id), new MessageId(messageId), emoji, cursor, limit), cancellationToken));

    private static async Task<Ok<MessageView>> AddAsync(
        Guid id, Guid messageId, string emoji, ClaimsPrincipal user, IMediator mediator, CancellationToken cancellationToken) =>
        TypedResults.Ok(await mediator.Send(new AddReaction(user.Id(), new ConversationId(id), new MessageId(messageId), emoji), cancellationToken));

    private static async Task<Ok<MessageView>> RemoveAsync(
        Guid id, Guid messageId, string emoji, ClaimsPrincipal user, IMediator mediator, CancellationToken cancellationToken) =>
        TypedResults.Ok(await mediator.Send(new RemoveReaction(user.Id(), new ConversationId(id), new MessageId(messageId), emoji), cancellationToken));
}

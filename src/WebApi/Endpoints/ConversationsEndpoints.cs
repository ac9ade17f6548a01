using System.Security.Claims;
using MediatR;
using Messaging.Application.Common;
using Messaging.Application.Conversations;
using Messaging.Domain.Common;
using Messaging.Domain.Conversations;
using Messaging.WebApi.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Messaging.WebApi.Endpoints;

/// <summary>The caller's conversations.</summary>
internal static class ConversationsEndpoints
{
    public static void MapConversations(this IEndpointRouteBuilder api)
    {
        var conversations = api.MapGroup("/conversations").WithTags("Conversations");
        conversations.MapGet("", ListAsync).WithSummary("The caller's conversations, newest activity first; filter is all, unread or archived");
        conversations.MapPost("", OpenAsync).RequireRateLimiting(RateLimits.Write).WithSummary("Open the conversation with a user")
            .ProducesProblem(404).ProducesProblem(422);
        conversations.MapGet("/{id:guid}", GetAsync).WithSummary("One conversation").ProducesProblem(404);
        conversations.MapPatch("/{id:guid}/me", UpdateMineAsync).RequireRateLimiting(RateLimits.Write)
            .WithSummary("Mute or archive, for the caller alone").ProducesProblem(404);
    }

    private static async Task<Ok<ConversationPage>> ListAsync(
        ClaimsPrincipal user, IMediator mediator, CancellationToken cancellationToken,
        string filter = "all", string? cursor = null, int limit = 30) =>
        TypedResults.Ok(await mediator.Send(new ListConversations(user.Id(), FilterOf(filter), cursor, limit), cancellationToken));

    // By hand: the framework's own binding of enums takes only the spelling of the C# names.
    private static ConversationFilter FilterOf(string filter) => filter switch
    {
        "all" => ConversationFilter.All,
        "unread" => ConversationFilter.Unread,
        "archived" => ConversationFilter.Archived,
        _ => throw new BadHttpRequestException("There is no such filter."),
    };

    private static async Task<Results<Created<ConversationView>, Ok<ConversationView>>> OpenAsync(
        OpenBody body, ClaimsPrincipal user, IMediator mediator, CancellationToken cancellationToken)
    {
        var result = await mediator.Send(new OpenConversation(user.Id(), new UserId(body.UserId)), cancellationToken);
        return result.Created
            ? TypedResults.Created($"/api/v1/conversations/{result.Conversation.Id}", result.Conversation)
            : TypedResults.Ok(result.Conversation);
    }

    private static async Task<Ok<ConversationView>> GetAsync(Guid id, ClaimsPrincipal user, IMediator mediator, CancellationToken cancellationToken) =>
        TypedResults.Ok(await mediator.Send(new GetConversation(user.Id(), new ConversationId(id)), cancellationToken));

    private static async Task<Ok<ConversationView>> UpdateMineAsync(
        Guid id, UpdateMineBody body, ClaimsPrincipal user, IMediator mediator, CancellationToken cancellationToken) =>
        TypedResults.Ok(await mediator.Send(
            new UpdateMemberSettings(user.Id(), new ConversationId(id), body.MutedUntil, body.Archived), cancellationToken));

    /// <param name="Kind">Only <c>direct</c>.</param>
    /// <param name="UserId">Whom to talk to.</param>
    internal sealed record OpenBody(ConversationKind Kind, Guid UserId);

    /// <param name="MutedUntil">No notifications until then; null to hear them again.</param>
    /// <param name="Archived">Out of the main list, or back.</param>
    internal sealed record UpdateMineBody(Optional<DateTimeOffset?> MutedUntil, Optional<bool> Archived);
}

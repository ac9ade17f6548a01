using System.ComponentModel;
using System.Security.Claims;
using MediatR;
using Messaging.Application.Typing;
using Messaging.Domain.Common;
using Messaging.WebApi.OpenApi;
using Messaging.WebApi.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Messaging.WebApi.Endpoints;

/// <summary>The endpoint that reports typing.</summary>
internal static class TypingEndpoints
{
    public static void MapTyping(this IEndpointRouteBuilder api) => api
        .MapPost("/conversations/{id:guid}/typing", SetTypingAsync).WithTags("Typing").RequireRateLimiting(RateLimits.Write)
        .WithSummary("Report typing")
        .WithDescription("Clients report `started` at most once a second while the user types. The others see it for five seconds. Nothing is stored.")
        .Refuses(403, "cannot_message_user").Refuses(404);

    private static async Task<NoContent> SetTypingAsync(
        Guid id, SetTypingBody body, ClaimsPrincipal user, IMediator mediator, CancellationToken cancellationToken,
        [FromHeader(Name = "X-Socket-Id"), Description("The caller's own connection to the push service, which need not hear of it. Anything that is no socket id is ignored.")] string? socketId = null)
    {
        await mediator.Send(new SetTyping(user.Id(), new ConversationId(id), body.State, SetTyping.IsSocketId(socketId) ? socketId : null), cancellationToken);
        return TypedResults.NoContent();
    }

    /// <param name="State"><c>started</c> or <c>stopped</c>.</param>
    internal sealed record SetTypingBody(TypingState State);
}

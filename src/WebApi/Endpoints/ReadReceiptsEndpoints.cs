using System.Security.Claims;
using MediatR;
using Messaging.Application.Conversations;
using Messaging.Application.ReadReceipts;
using Messaging.Domain.Common;
using Messaging.WebApi.OpenApi;
using Messaging.WebApi.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Messaging.WebApi.Endpoints;

/// <summary>Read cursors.</summary>
internal static class ReadReceiptsEndpoints
{
    public static void MapReadReceipts(this IEndpointRouteBuilder api) => api
        .MapPut("/conversations/{id:guid}/read", MarkReadAsync).WithTags("ReadReceipts").RequireRateLimiting(RateLimits.Write)
        .WithSummary("Move the caller's read cursor forward")
        .WithDescription("The cursor never moves back, and a sequence beyond the last message counts as the last one. Returns the row with its new unread count.")
        .Refuses(404).Refuses(503, "busy", "outbox_full");

    private static async Task<Ok<ConversationView>> MarkReadAsync(
        Guid id, MarkReadBody body, ClaimsPrincipal user, IMediator mediator, CancellationToken cancellationToken) =>
        TypedResults.Ok(await mediator.Send(new MarkRead(user.Id(), new ConversationId(id), body.Sequence), cancellationToken));

    /// <param name="Sequence">Everything up to this message is read.</param>
    internal sealed record MarkReadBody(long Sequence);
}

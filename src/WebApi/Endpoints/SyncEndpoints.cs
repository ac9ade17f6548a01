using System.ComponentModel;
using System.Security.Claims;
using MediatR;
using Messaging.Application.Auth;
using Messaging.Application.Sync;
using Messaging.Domain.Common;
using Microsoft.AspNetCore.Http.HttpResults;
using Messaging.WebApi.OpenApi;
using Microsoft.Net.Http.Headers;

namespace Messaging.WebApi.Endpoints;

/// <summary>The polling endpoint.</summary>
internal static class SyncEndpoints
{
    public static void MapSync(this IEndpointRouteBuilder api) => api
        .MapGet("/sync", SyncAsync).WithTags("Sync").WithSummary("Get the changes since the cursors; waits up to 25 s for a change")
        .WithDescription(
            "The way to catch up after a start or an outage, and to poll while push is not available. Returns what changed since the cursors, and new cursors. "
            + "With `If-None-Match`, nothing new is 304. Repeat at once while `hasMore` is true.")
        .Produces(StatusCodes.Status304NotModified)
        .WithMetadata(
            new AnswerHeader(StatusCodes.Status200OK, "ETag", "Send it as `If-None-Match` with the next request."),
            new AnswerHeader(StatusCodes.Status304NotModified, "ETag", "The tag that was sent."))
        .Refuses(400, "invalid_cursor").Refuses(404);

    private static async Task<Results<Ok<SyncView>, StatusCodeHttpResult>> SyncAsync(
        HttpContext http, ClaimsPrincipal user, IMediator mediator, LiveSessions sessions, IHostApplicationLifetime lifetime, CancellationToken cancellationToken,
        [Description("The `cursor` of the last answer, or the `syncCursor` of a list; nothing for the newest page.")] string? cursor = null,
        [Description("The conversation that is open, whose messages come along.")] Guid? conversationId = null,
        [Description("The `conversation.cursor` of the last answer, or the `syncCursor` of a page of messages.")] string? conversationCursor = null,
        [Description("Seconds to wait for a change: 0 to 25.")] int wait = 0,
        [Description("Most conversations, and most messages: 1 to 100.")] int limit = 50)
    {
        var conversation = conversationId is { } id ? new ConversationId(id) : (ConversationId?)null;
        // Weak and strong tags, and what proxies make of them, are one kind by now (RequestHeaders).
        var known = http.Request.Headers.IfNoneMatch.ToString();
        using var session = sessions.Watch(user.Id(), user.SessionId());
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping, session.Ended);
        var result = await mediator.Send(
            new SyncChanges(
                user.Id(), cursor, conversation, conversationCursor, wait, limit,
                known.Length == 0 ? null : known, stop.Token),
            cancellationToken);
        // It may have ended while the poll waited, and then the answer is nobody's.
        if (wait > 0 && !await sessions.IsLiveAsync(user.Id(), user.SessionId(), cancellationToken))
            throw new RefusedException(Refusal.Unauthenticated, "unauthenticated", "The session has ended. Sign in again.");
        http.Response.Headers.ETag = result.Tag;
        http.Response.Headers[HeaderNames.CacheControl] = "private, no-cache";
        return result.View is { } view ? TypedResults.Ok(view) : TypedResults.StatusCode(StatusCodes.Status304NotModified);
    }
}

using System.Security.Claims;
using System.Text.Json;
using MediatR;
using Messaging.Application.Presence;
using Messaging.Application.Realtime;
using Messaging.Domain.Common;
using Messaging.WebApi.OpenApi;
using Messaging.WebApi.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Messaging.WebApi.Endpoints;

/// <summary>The endpoints that pusher-js calls. They are at the root, where it looks by default, and under the API.</summary>
internal static class RealtimeEndpoints
{
    public static void MapRealtimeConfig(this IEndpointRouteBuilder api)
    {
        api.MapGet("/config", GetConfigAsync).WithTags("Realtime").AllowAnonymous().WithSummary("Get the public settings: push, typing, sync, limits")
            .WithDescription("Everything that a client must know before it signs in: the address and key of the push service, intervals, and the longest texts.");
        api.MapPusherAuth();
        api.MapWebhooks();
    }

    public static IEndpointConventionBuilder MapPusherAuth(this IEndpointRouteBuilder endpoints)
    {
        var pusher = endpoints.MapGroup("/pusher").WithTags("Realtime").RequireAuthorization(Policies.User).RequireRateLimiting(RateLimits.Realtime)
            .AddEndpointFilter<PresentSessionFilter>();
        pusher.MapPost("/auth", AuthorizeChannelAsync).WithSummary("Authorise a channel; pusher-js calls this (form or JSON)")
            .Accepts<PusherAuthBody>("application/x-www-form-urlencoded", "application/json").Produces<ChannelAuthorization>()
            .WithDescription("Signs that this connection may join a channel: the caller's own, or that of a conversation of the caller.")
            .Refuses(403, "channel_forbidden", "socket_forbidden", "push_disabled");
        pusher.MapPost("/user-auth", AuthenticateUserAsync).WithSummary("Sign in a connection; pusher-js calls this (form or JSON)")
            .Accepts<PusherAuthBody>("application/x-www-form-urlencoded", "application/json").Produces<UserAuthorization>()
            .WithDescription("Tells the push service which user a connection belongs to, so that the server can end it with the session.")
            .Refuses(403, "socket_forbidden", "push_disabled");
        return pusher;
    }

    /// <summary>Where the push service reports. Its signature is the sign-in.</summary>
    // Called by the push service, so no part of the contract with front ends.
    public static void MapWebhooks(this IEndpointRouteBuilder endpoints) => endpoints
        .MapPost("/webhooks/pusher", TakeWebhookAsync).WithTags("Realtime").AllowAnonymous().RequireRateLimiting(RateLimits.Webhook)
        .WithSummary("Receive webhooks of the push service, signed over the raw bytes").Accepts<JsonElement>("application/json")
        .Produces(StatusCodes.Status200OK).Refuses(400, "stale_webhook").Refuses(401, "bad_signature").Refuses(403, "push_disabled")
        .ExcludeFromDescription();

    private static async Task<Ok> TakeWebhookAsync(HttpRequest request, IWebhookVerifier verifier, IMediator mediator, CancellationToken cancellationToken)
    {
        // The bytes as they came: what was read as JSON and written again never has the same signature.
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellationToken);
        var verdict = verifier.Verify(body.ToArray(), request.Headers["X-Pusher-Key"], request.Headers["X-Pusher-Signature"]);
        var webhook = verdict.Webhook ?? throw Refuse(verdict.Refusal);
        await mediator.Send(new ReportChannelEvents(webhook.SentAt, webhook.Changes), cancellationToken);
        return TypedResults.Ok();
    }

    private static RefusedException Refuse(WebhookRefusal? reason) => reason switch
    {
        WebhookRefusal.NotConfigured => new(Refusal.Forbidden, "push_disabled", "Push is disabled."),
        // Only a caller who knows the secret gets this far and learns that the clock is wrong.
        WebhookRefusal.Stale => new(Refusal.Malformed, "stale_webhook", "The webhook is too old or from the future. Check the clocks."),
        WebhookRefusal.Malformed => new(Refusal.Malformed, "malformed_request", "The webhook is not the JSON that the Channels documentation describes."),
        // One answer for a wrong key and a wrong signature: a stranger learns nothing by trying.
        _ => new(Refusal.Unauthenticated, "bad_signature", "The webhook is not signed with the secret of this app."),
    };

    private static async Task<Ok<ConfigView>> GetConfigAsync(HttpRequest request, IMediator mediator, CancellationToken cancellationToken) =>
        TypedResults.Ok(await mediator.Send(new GetConfig(request.Origin()), cancellationToken));

    private static async Task<IResult> AuthorizeChannelAsync(HttpRequest request, ClaimsPrincipal user, IMediator mediator, CancellationToken cancellationToken)
    {
        var body = await ReadAsync(request, cancellationToken);
        return Bare(await mediator.Send(new AuthorizeChannel(user.Id(), body.SocketId, body.ChannelName), cancellationToken));
    }

    private static async Task<IResult> AuthenticateUserAsync(HttpRequest request, ClaimsPrincipal user, IMediator mediator, CancellationToken cancellationToken)
    {
        var body = await ReadAsync(request, cancellationToken);
        return Bare(await mediator.Send(new AuthenticateUser(user.Id(), body.SocketId), cancellationToken));
    }

    // pusher-js sends a form; hand-written clients often send JSON.
    private static async Task<PusherAuthBody> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.HasFormContentType)
        {
            if (!request.HasJsonContentType()) throw new BadHttpRequestException("Send a form or JSON.", StatusCodes.Status415UnsupportedMediaType);
            try
            {
                return await request.ReadFromJsonAsync<PusherAuthBody>(cancellationToken) ?? new PusherAuthBody(null, null);
            }
            catch (JsonException exception)
            {
                throw new BadHttpRequestException("Invalid JSON.", exception);
            }
        }

        var form = await request.ReadWellFormedAsync(cancellationToken);
        return new PusherAuthBody(form["socket_id"], form["channel_name"]);
    }

    private static IResult Bare<T>(T answer) => Results.Json(answer);

    /// <param name="SocketId">The connection, as the push service named it.</param>
    /// <param name="ChannelName">The channel to join.</param>
    internal sealed record PusherAuthBody(
        [property: System.Text.Json.Serialization.JsonPropertyName("socket_id")] string? SocketId,
        [property: System.Text.Json.Serialization.JsonPropertyName("channel_name")] string? ChannelName);
}

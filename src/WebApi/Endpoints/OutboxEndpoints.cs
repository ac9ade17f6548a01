using System.ComponentModel;
using MediatR;
using Messaging.Application.Outbox;
using Messaging.WebApi.OpenApi;
using Messaging.WebApi.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Messaging.WebApi.Endpoints;

/// <summary>The outbox, for admins.</summary>
internal static class OutboxEndpoints
{
    public static void MapOutbox(this IEndpointRouteBuilder api)
    {
        var outbox = api.MapGroup("/admin/outbox").WithTags("Outbox").RequireAuthorization(Policies.Admin).Refuses(403, "forbidden");
        outbox.MapGet("", GetAsync).WithSummary("List waiting and parked rows")
            .WithDescription("For admins. A row is parked when the push service refuses it for good; rows behind it continue.");
        outbox.MapPost("/replay", ReplayAsync).RequireRateLimiting(RateLimits.Write).WithSummary("Return parked rows to their lanes")
            .WithDescription("For admins. They are pushed again as soon as their turn comes.");
        outbox.MapPost("/discard", DiscardAsync).RequireRateLimiting(RateLimits.Write).WithSummary("Delete parked rows")
            .WithDescription("For admins. Their events are never pushed; clients get the changes by the next `/sync`.");
    }

    private static async Task<Ok<OutboxView>> GetAsync(IMediator mediator, CancellationToken cancellationToken,
        [Description("Most parked rows: 1 to 100.")] int limit = 50) =>
        TypedResults.Ok(await mediator.Send(new GetOutbox(limit), cancellationToken));

    private static async Task<Ok<ParkedChanged>> ReplayAsync(ReplayBody? body, IMediator mediator, CancellationToken cancellationToken) =>
        TypedResults.Ok(await mediator.Send(new ReplayParked(body?.Ids), cancellationToken));

    private static async Task<Ok<ParkedChanged>> DiscardAsync(DiscardBody body, IMediator mediator, CancellationToken cancellationToken) =>
        TypedResults.Ok(await mediator.Send(new DiscardParked(body.Ids), cancellationToken));

    /// <param name="Ids">The rows; null or empty for all.</param>
    internal sealed record ReplayBody(IReadOnlyList<long>? Ids);

    /// <param name="Ids">The rows; at least one.</param>
    internal sealed record DiscardBody(IReadOnlyList<long> Ids);
}

using System.Security.Claims;
using MediatR;
using Messaging.Application.Common;
using Messaging.Application.Presence;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Messaging.WebApi.Endpoints;

/// <summary>Who is online.</summary>
internal static class PresenceEndpoints
{
    public static void MapPresence(this IEndpointRouteBuilder api) =>
        api.MapGet("/presence", GetAsync).WithTags("Presence").WithSummary("Who of these users is online; only contacts are in the answer");

    /// <param name="userIds">1 to 100 user ids with commas between.</param>
    /// <param name="user">The caller.</param>
    /// <param name="mediator">Sends the request.</param>
    /// <param name="cancellationToken">Ends it.</param>
    private static async Task<Ok<Page<PresenceView>>> GetAsync(string userIds, ClaimsPrincipal user, IMediator mediator, CancellationToken cancellationToken) =>
        TypedResults.Ok(await mediator.Send(new GetPresence(user.Id(), userIds), cancellationToken));
}

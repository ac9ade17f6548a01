using System.ComponentModel;
using System.Security.Claims;
using MediatR;
using Messaging.Application.Common;
using Messaging.Application.Presence;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Messaging.WebApi.Endpoints;

/// <summary>The endpoint that tells which contacts are online.</summary>
internal static class PresenceEndpoints
{
    public static void MapPresence(this IEndpointRouteBuilder api) =>
        api.MapGet("/presence", GetAsync).WithTags("Presence").WithSummary("Get the presence of users; the answer contains only contacts")
            .WithDescription("Contacts share a conversation with the caller. Users who hide their presence, or whom a block separates from the caller, appear offline.");

    private static async Task<Ok<Page<PresenceView>>> GetAsync(
        [Description("1 to 100 user ids with commas between.")] string userIds, ClaimsPrincipal user, IMediator mediator, CancellationToken cancellationToken) =>
        TypedResults.Ok(await mediator.Send(new GetPresence(user.Id(), userIds), cancellationToken));
}

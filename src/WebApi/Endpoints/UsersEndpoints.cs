using System.Security.Claims;
using MediatR;
using Messaging.Application.Common;
using Messaging.Application.Users;
using Messaging.Domain.Common;
using Messaging.WebApi.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Messaging.WebApi.Endpoints;

/// <summary>Profiles and people search.</summary>
internal static class UsersEndpoints
{
    public static void MapUsers(this IEndpointRouteBuilder api)
    {
        var users = api.MapGroup("").WithTags("Users");
        users.MapGet("/me", GetMeAsync).WithSummary("The caller's profile");
        users.MapPatch("/me", UpdateMeAsync).RequireRateLimiting(RateLimits.Write).WithSummary("Change the caller's profile");
        users.MapGet("/users", SearchAsync).WithSummary("Find people by the beginning of their user name or display name");
        users.MapGet("/users/{id:guid}", GetAsync).WithSummary("A user's profile").ProducesProblem(404);
    }

    private static async Task<Ok<UserView>> GetMeAsync(ClaimsPrincipal user, IMediator mediator, CancellationToken cancellationToken) =>
        TypedResults.Ok(await mediator.Send(new GetUser(user.Id()), cancellationToken));

    private static async Task<Ok<UserView>> UpdateMeAsync(UpdateMeBody body, ClaimsPrincipal user, IMediator mediator, CancellationToken cancellationToken) =>
        TypedResults.Ok(await mediator.Send(new UpdateMe(user.Id(), body.DisplayName, body.AvatarUrl), cancellationToken));

    private static async Task<Ok<Page<UserView>>> SearchAsync(
        ClaimsPrincipal user, IMediator mediator, CancellationToken cancellationToken, string query = "", int limit = 20) =>
        TypedResults.Ok(await mediator.Send(new SearchUsers(user.Id(), query, limit), cancellationToken));

    private static async Task<Ok<UserView>> GetAsync(Guid id, IMediator mediator, CancellationToken cancellationToken) =>
        TypedResults.Ok(await mediator.Send(new GetUser(new UserId(id)), cancellationToken));

    internal sealed record UpdateMeBody(Optional<string> DisplayName, Optional<string?> AvatarUrl);
}

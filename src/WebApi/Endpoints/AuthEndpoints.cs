using System.Security.Claims;
using MediatR;
using Messaging.Application.Auth;
using Messaging.WebApi.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Messaging.WebApi.Endpoints;

/// <summary>Registration, sign-in and sessions.</summary>
internal static class AuthEndpoints
{
    public static void MapAuth(this IEndpointRouteBuilder api)
    {
        var auth = api.MapGroup("/auth").WithTags("Auth").RequireRateLimiting(RateLimits.Auth);
        auth.MapPost("/register", RegisterAsync).AllowAnonymous().WithSummary("Make an account and sign in")
            .ProducesProblem(409).ProducesProblem(422);
        auth.MapPost("/login", LogInAsync).AllowAnonymous().WithSummary("Sign in")
            .ProducesProblem(401).ProducesProblem(423);
        auth.MapPost("/refresh", RefreshAsync).AllowAnonymous().WithSummary("Exchange a refresh token for a new pair")
            .ProducesProblem(401);
        auth.MapPost("/logout", LogOutAsync).WithSummary("End this session");
        auth.MapPost("/change-password", ChangePasswordAsync).WithSummary("Replace the password and end all sessions")
            .ProducesProblem(422);
    }

    private static async Task<Created<AuthView>> RegisterAsync(Register request, IMediator mediator, CancellationToken cancellationToken) =>
        TypedResults.Created("/api/v1/me", await mediator.Send(request, cancellationToken));

    private static async Task<Ok<AuthView>> LogInAsync(LogIn request, IMediator mediator, CancellationToken cancellationToken) =>
        TypedResults.Ok(await mediator.Send(request, cancellationToken));

    private static async Task<Ok<AuthView>> RefreshAsync(Refresh request, IMediator mediator, CancellationToken cancellationToken) =>
        TypedResults.Ok(await mediator.Send(request, cancellationToken));

    private static async Task<NoContent> LogOutAsync(ClaimsPrincipal user, IMediator mediator, CancellationToken cancellationToken)
    {
        await mediator.Send(new LogOut(user.Id(), user.SessionId()), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> ChangePasswordAsync(ChangePasswordBody body, ClaimsPrincipal user, IMediator mediator, CancellationToken cancellationToken)
    {
        await mediator.Send(new ChangePassword(user.Id(), body.CurrentPassword, body.NewPassword), cancellationToken);
        return TypedResults.NoContent();
    }

    /// <param name="CurrentPassword">The present one.</param>
    /// <param name="NewPassword">8 to 128 characters.</param>
    internal sealed record ChangePasswordBody(string CurrentPassword, string NewPassword);
}

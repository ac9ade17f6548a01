using System.Security.Claims;
using MediatR;
using Messaging.Application.Auth;
using Messaging.Application.Common;
using Messaging.WebApi.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Messaging.WebApi.Endpoints;

/// <summary>Registration, sign-in and sessions.</summary>
internal static class AuthEndpoints
{
    public static void MapAuth(this IEndpointRouteBuilder api)
    {
        var auth = api.MapGroup("/auth").WithTags("Auth").RequireRateLimiting(RateLimits.Auth);
        auth.MapPost("/register", RegisterAsync).AllowAnonymous().WithSummary("Create an account and sign in")
            .ProducesProblem(409).ProducesProblem(422).ProducesProblem(503);
        auth.MapPost("/login", LogInAsync).AllowAnonymous().WithSummary("Sign in")
            .ProducesProblem(401).ProducesProblem(423).ProducesProblem(503);
        // Nobody guesses 256 random bits, and a whole office refreshes from one address.
        auth.MapPost("/refresh", RefreshAsync).AllowAnonymous().RequireRateLimiting(RateLimits.Write).WithSummary("Exchange a refresh token for a new pair")
            .ProducesProblem(401);
        auth.MapPost("/logout", LogOutAsync).WithMetadata(new TakesEndedSessions()).WithSummary("End this session");
        auth.MapPost("/change-password", ChangePasswordAsync).WithSummary("Change the password and end all sessions")
            .ProducesProblem(422).ProducesProblem(423).ProducesProblem(503);
        var sessions = api.MapGroup("/me/sessions").WithTags("Auth");
        sessions.MapGet("", ListSessionsAsync).WithSummary("List the caller's sessions, most recently used first");
        sessions.MapDelete("/{sessionId:guid}", EndSessionAsync).RequireRateLimiting(RateLimits.Write).WithSummary("End one of the caller's sessions").ProducesProblem(404);
        sessions.MapPost("/end-others", EndOtherSessionsAsync).RequireRateLimiting(RateLimits.Write).WithSummary("End all sessions of the caller except this one");
    }

    private static async Task<Created<AuthView>> RegisterAsync(RegisterBody body, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
        TypedResults.Created("/api/v1/me", await mediator.Send(new Register(body.UserName, body.Password, body.DisplayName) { Device = http.Device() }, cancellationToken));

    private static async Task<Ok<AuthView>> LogInAsync(LogInBody body, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
        TypedResults.Ok(await mediator.Send(new LogIn(body.UserName, body.Password) { Device = http.Device() }, cancellationToken));

    private static async Task<Ok<AuthView>> RefreshAsync(RefreshBody body, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
        TypedResults.Ok(await mediator.Send(new Refresh(body.RefreshToken) { Device = http.Device() }, cancellationToken));

    private static async Task<NoContent> LogOutAsync(ClaimsPrincipal user, IMediator mediator, CancellationToken cancellationToken)
    {
        await mediator.Send(new LogOut(user.Id(), user.SessionId()), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> ChangePasswordAsync(
        ChangePasswordBody body, HttpContext http, ClaimsPrincipal user, IMediator mediator, CancellationToken cancellationToken)
    {
        await mediator.Send(new ChangePassword(user.Id(), body.CurrentPassword, body.NewPassword) { Device = http.Device() }, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<Page<SessionView>>> ListSessionsAsync(ClaimsPrincipal user, IMediator mediator, CancellationToken cancellationToken) =>
        TypedResults.Ok(await mediator.Send(new ListSessions(user.Id(), user.SessionId()), cancellationToken));

    private static async Task<NoContent> EndSessionAsync(Guid sessionId, ClaimsPrincipal user, IMediator mediator, CancellationToken cancellationToken)
    {
        await mediator.Send(new EndSession(user.Id(), sessionId), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> EndOtherSessionsAsync(ClaimsPrincipal user, IMediator mediator, CancellationToken cancellationToken)
    {
        await mediator.Send(new EndOtherSessions(user.Id(), user.SessionId()), cancellationToken);
        return TypedResults.NoContent();
    }

    /// <param name="UserName">2 to 64 letters, digits and <c>. _ - @ +</c>; unique, whatever the case.</param>
    /// <param name="Password">8 to 128 characters.</param>
    /// <param name="DisplayName">1 to 64 characters; the user name if left out.</param>
    internal sealed record RegisterBody(string UserName, string Password, string? DisplayName);

    /// <param name="UserName">Case does not matter.</param>
    /// <param name="Password">The password.</param>
    internal sealed record LogInBody(string UserName, string Password);

    /// <param name="RefreshToken">The last one that was given out, or one that was replaced within the last 60 seconds.</param>
    internal sealed record RefreshBody(string RefreshToken);

    /// <param name="CurrentPassword">The present one.</param>
    /// <param name="NewPassword">8 to 128 characters.</param>
    internal sealed record ChangePasswordBody(string CurrentPassword, string NewPassword);
}

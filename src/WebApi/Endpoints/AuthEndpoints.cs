using System.Security.Claims;
using MediatR;
using Messaging.Application.Auth;
using Messaging.Application.Common;
using Messaging.WebApi.OpenApi;
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
            .WithDescription("Returns the first access token and refresh token of the new session. Common passwords, and passwords that contain the name, are refused.")
            .Refuses(409, "user_name_taken", "user_name_reserved").Refuses(422, "weak_password").Refuses(503, "sign_in_busy");
        auth.MapPost("/login", LogInAsync).AllowAnonymous().WithSummary("Sign in")
            .WithDescription("Starts a session. Each wrong password makes the next try from the same address wait longer.")
            .Refuses(401, "invalid_credentials").Refuses(423, "locked_out").Refuses(503, "sign_in_busy");
        // Nobody guesses 256 random bits, and a whole office refreshes from one address.
        auth.MapPost("/refresh", RefreshAsync).AllowAnonymous().RequireRateLimiting(RateLimits.Write).WithSummary("Exchange a refresh token for a new pair")
            .WithDescription("The old refresh token stays valid for 60 seconds, for tabs that refresh at the same time. Using it later ends the session.")
            .Refuses(401, "invalid_refresh_token");
        auth.MapPost("/logout", LogOutAsync).WithMetadata(new TakesEndedSessions()).WithSummary("End this session")
            .WithDescription("Ends the tokens, polls and push connections of the session. Succeeds as well when the session has ended already.");
        auth.MapPost("/change-password", ChangePasswordAsync).WithSummary("Change the password and end all sessions")
            .WithDescription("Ends this session as well: sign in with the new password afterwards.")
            .Refuses(422, "wrong_password", "weak_password", "no_password").Refuses(423, "locked_out").Refuses(503, "sign_in_busy");
        var sessions = api.MapGroup("/me/sessions").WithTags("Auth");
        sessions.MapGet("", ListSessionsAsync).WithSummary("List the caller's sessions, most recently used first")
            .WithDescription("One entry for each device on which the caller is signed in, with the name of its browser and the time of its last use.");
        sessions.MapDelete("/{sessionId:guid}", EndSessionAsync).RequireRateLimiting(RateLimits.Write).WithSummary("End one of the caller's sessions").Refuses(404)
            .WithDescription("The device is signed out within two seconds: its tokens, polls and push connections end.");
        sessions.MapPost("/end-others", EndOtherSessionsAsync).RequireRateLimiting(RateLimits.Write).WithSummary("End all sessions of the caller except this one")
            .WithDescription("Signs out every other device within two seconds.");
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

using System.Globalization;
using System.Net;
using System.Security.Claims;
using Hangfire;
using MediatR;
using Messaging.Application.Auth;
using Messaging.Domain.Auth;
using Messaging.Domain.Common;
using Messaging.Infrastructure.Identity;
using Messaging.WebApi.Endpoints;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Messaging.WebApi.Security;

/// <summary>
/// Hangfire's dashboard and the form that opens it. Hangfire's own rule, “local requests only”, is
/// switched off: behind a proxy on the same host every request is local.
/// </summary>
internal static class AdminPages
{
    public const string DashboardPath = "/hangfire";
    public const string LoginPath = "/hangfire-login";

    /// <summary>Apart from the other pages: it opens Hangfire's storage, and what only builds the app opens nothing.</summary>
    public static void MapJobsDashboard(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapHangfireDashboard(DashboardPath, new DashboardOptions { Authorization = [], DashboardTitle = "Messaging jobs" })
            .RequireAuthorization(Policies.AdminPage)
            .RequireRateLimiting(RateLimits.Read)
            .WithSummary("Hangfire dashboard");

    public static void MapAdminPages(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet(LoginPath, () => Form(message: "")).AllowAnonymous()
            .RequireRateLimiting(RateLimits.Auth).WithSummary("Sign-in form of the dashboard").ExcludeFromDescription();
        endpoints.MapPost(LoginPath, LogInAsync).AllowAnonymous().DisableAntiforgery()
            .RequireRateLimiting(RateLimits.Auth).WithSummary("Sign in to the dashboard").ExcludeFromDescription();
    }

    // No antiforgery token: the cookie is SameSite=Strict, and the form takes a password that a
    // forger does not have.
    private static async Task<IResult> LogInAsync(HttpContext http, IMediator mediator, IOptionsMonitor<AdminOptions> admin, CancellationToken cancellationToken)
    {
        if (!http.Request.HasFormContentType) return Results.StatusCode(StatusCodes.Status415UnsupportedMediaType);
        // Once read, the form stays.
        await http.Request.ReadWellFormedAsync(cancellationToken);
        try
        {
            var form = await http.Request.ReadFormAsync(cancellationToken);
            var session = await mediator.Send(new LogIn(form["userName"].ToString(), form["password"].ToString()) { Device = http.Device() }, cancellationToken);
            var sessionId = Session.IdOf(session.RefreshToken)!.Value;
            if (admin.CurrentValue.IsAdmin(session.User.UserName))
            {
                // The cookie rests on the session, and ends with it.
                Claim[] claims =
                [
                    new(ClaimTypes.NameIdentifier, session.User.Id.ToString()), new(ClaimTypes.Name, session.User.UserName),
                    new(AppClaims.Session, sessionId.ToString()),
                ];
                await http.SignInAsync(Policies.AdminCookie, new ClaimsPrincipal(new ClaimsIdentity(claims, Policies.AdminCookie)));
                return Results.Redirect(DashboardPath);
            }

            await mediator.Send(new LogOut(session.User.Id, sessionId), cancellationToken);
        }
        catch (RefusedException refused) when (refused.Refusal is Refusal.Unavailable or Refusal.Locked)
        {
            if (refused.RetryAfter is { } wait) http.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            return Form(refused.Message, refused.Refusal == Refusal.Unavailable ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status423Locked);
        }
        catch (Exception exception) when (exception is RefusedException or FluentValidation.ValidationException or InvalidDataException)
        {
            return Form("Name or password is wrong, or the account is locked.");
        }

        return Form("This account is not an admin.");
    }

    private static IResult Form(string message, int status = StatusCodes.Status200OK) => Results.Content(
        $"""
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
        <title>Messaging: admin sign-in</title>
        <link rel="icon" href="/favicon.svg" type="image/svg+xml"><link rel="stylesheet" href="/admin.css">
        <main>
        <form method="post" action="{LoginPath}">
        <img src="/favicon.svg" alt="" width="48" height="48">
        <h1>Admin sign-in</h1>
        <p>The account needs to be in the setting <code>Admin:UserNames</code>.</p>
        <p role="alert">{WebUtility.HtmlEncode(message)}</p>
        <label>User name <input name="userName" autocomplete="username" autocapitalize="none" spellcheck="false" required></label>
        <label>Password <input name="password" type="password" autocomplete="current-password" required></label>
        <button>Sign in</button>
        <a href="/">Back to the conversations</a>
        </form>
        </main>
        </html>
        """,
        "text/html; charset=utf-8", statusCode: status);
}

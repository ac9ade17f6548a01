using System.Security.Claims;
using System.Text.Encodings.Web;
using Messaging.Application.Auth;
using Messaging.Domain.Common;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Messaging.Infrastructure.Identity.Sessions;

/// <summary>
/// The scheme of the API: has the token checked by the scheme that it belongs to, and then asks whether the session
/// behind it is live. One place for all endpoints.
/// </summary>
internal sealed class SessionScheme(
    IOptionsMonitor<SessionSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, LiveSessions sessions)
    : AuthenticationHandler<SessionSchemeOptions>(options, logger, encoder)
{
    private string Inner => Options.SchemeOf(Context);

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var result = await Context.AuthenticateAsync(Inner);
        if (!result.Succeeded || TakesAnySession(Context.GetEndpoint())) return result;

        var user = result.Principal;
        var isOurs = Inner == IdentityConstants.BearerScheme;
        var session = Guid.TryParse(user.FindFirstValue(AppClaims.Session), out var id) ? id : Guid.Empty;
        if (!Guid.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), out var userId) || (isOurs && session == Guid.Empty))
            return AuthenticateResult.Fail("The token names no session.");

        return await sessions.IsLiveAsync(new UserId(userId), session, Context.RequestAborted) ? result : AuthenticateResult.Fail("The session has ended.");
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) => Context.ChallengeAsync(Inner, properties);

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => Context.ForbidAsync(Inner, properties);

    // Where strangers may call, a session decides nothing, and the answer need not depend on the database.
    private static bool TakesAnySession(Endpoint? endpoint) =>
        endpoint?.Metadata.GetMetadata<IAllowAnonymous>() is not null || endpoint?.Metadata.GetMetadata<TakesEndedSessions>() is not null;
}

/// <summary>Settings of <see cref="SessionScheme"/>.</summary>
internal sealed class SessionSchemeOptions : AuthenticationSchemeOptions
{
    /// <summary>The scheme that checks the token of a request.</summary>
    public Func<HttpContext, string> SchemeOf { get; set; } = _ => IdentityConstants.BearerScheme;
}

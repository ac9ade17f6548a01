using System.Security.Claims;
using Messaging.Application.Auth;
using Messaging.Domain.Common;

namespace Messaging.WebApi.Endpoints;

/// <summary>Reads the caller out of the access token.</summary>
internal static class Callers
{
    /// <exception cref="RefusedException"><c>unauthenticated</c>: the token names no user of ours.</exception>
    public static UserId Id(this ClaimsPrincipal user) =>
        Guid.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), out var id)
            ? new UserId(id)
            : throw new RefusedException(Refusal.Unauthenticated, "unauthenticated", "Sign in first.");

    /// <summary>The session of the token; the empty id for a token of an outside issuer.</summary>
    public static Guid SessionId(this ClaimsPrincipal user) => Guid.TryParse(user.FindFirstValue(AppClaims.Session), out var id) ? id : Guid.Empty;
}

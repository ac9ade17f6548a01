namespace Messaging.Domain.Common;

/// <summary>
/// A request that the rules do not allow. The one exception that is an answer: the API turns it into
/// problem+json, and nothing that the request did is kept.
/// </summary>
/// <param name="refusal">The kind, which decides the HTTP status.</param>
/// <param name="code">Stable and machine-readable, in snake_case; documented in <c>docs/errors.md</c>.</param>
/// <param name="detail">One sentence for the person who reads it. Never names what the caller may not know.</param>
public sealed class RefusedException(Refusal refusal, string code, string detail) : Exception(detail)
{
    public Refusal Refusal { get; } = refusal;

    public string Code { get; } = code;

    /// <summary>For <see cref="Refusal.Unavailable"/> and <see cref="Refusal.TooMany"/>: when to try again.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The same answer for “does not exist” and “not yours”, so that a stranger learns nothing.</summary>
    public static RefusedException NotFound(string what) =>
        new(Refusal.NotFound, "not_found", $"There is no such {what}.");

    /// <summary>The caller's account is gone, though the access token is still good.</summary>
    public static RefusedException CallerIsGone() =>
        new(Refusal.Unauthenticated, "unauthenticated", "Sign in first.");
}

/// <summary>The kinds of refusal, by what the caller can do about it.</summary>
public enum Refusal
{
    /// <summary>400: the request is not well formed.</summary>
    Malformed,

    /// <summary>401: sign in (again).</summary>
    Unauthenticated,

    /// <summary>403: known, but not allowed.</summary>
    Forbidden,

    /// <summary>404: not there, or not for the caller.</summary>
    NotFound,

    /// <summary>409: collides with something that exists.</summary>
    Conflict,

    /// <summary>422: well formed, but the content is not acceptable.</summary>
    Unprocessable,

    /// <summary>423: locked for a while after too many failed attempts.</summary>
    Locked,

    /// <summary>429: too much in too short a time; see <see cref="RefusedException.RetryAfter"/>.</summary>
    TooMany,

    /// <summary>503: not now; see <see cref="RefusedException.RetryAfter"/>.</summary>
    Unavailable,
}

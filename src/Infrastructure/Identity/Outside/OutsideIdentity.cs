using Messaging.Domain.Common;

namespace Messaging.Infrastructure.Identity.Outside;

/// <summary>
/// Which of our users somebody of an outside issuer is. A subject is only unique at its issuer, and it
/// is never taken for an id of ours: somebody could choose one.
/// </summary>
public sealed class OutsideIdentity
{
    public const int MaxIssuerLength = 200;

    /// <summary>OpenID Connect Core §2: at most 255 ASCII characters, and case matters.</summary>
    public const int MaxSubjectLength = 255;

    private OutsideIdentity()
    {
    }

    public OutsideIdentity(string issuer, string subject, UserId userId, DateTimeOffset now) =>
        (Issuer, Subject, UserId, CreatedAt) = (issuer, subject, userId, now);

    public string Issuer { get; private set; } = "";

    public string Subject { get; private set; } = "";

    public UserId UserId { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>True when the pair can be stored and compared exactly.</summary>
    public static bool IsValid(string issuer, string subject) =>
        issuer.Length is > 0 and <= MaxIssuerLength && subject.Length is > 0 and <= MaxSubjectLength
        && issuer.All(IsPlain) && subject.All(IsPlain);

    private static bool IsPlain(char character) => character is > ' ' and <= '~';
}

namespace Messaging.Application.Auth;

/// <summary>A person as an outside issuer names them. A subject is only unique at its issuer.</summary>
/// <param name="Issuer">As <c>iss</c>.</param>
/// <param name="Subject">As <c>sub</c>.</param>
public sealed record OutsideSubject(string Issuer, string Subject)
{
    /// <summary>The longest issuer that can be stored.</summary>
    public const int MaxIssuerLength = 200;

    /// <summary>OpenID Connect Core §2: at most 255 ASCII characters, and case matters.</summary>
    public const int MaxSubjectLength = 255;

    /// <summary>True when the pair can be stored and compared exactly.</summary>
    public static bool IsValid(string issuer, string subject) =>
        issuer.Length is > 0 and <= MaxIssuerLength && subject.Length is > 0 and <= MaxSubjectLength
        && issuer.All(IsPlain) && subject.All(IsPlain);

    private static bool IsPlain(char character) => character is > ' ' and <= '~';
}

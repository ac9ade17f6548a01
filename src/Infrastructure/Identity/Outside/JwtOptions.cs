namespace Messaging.Infrastructure.Identity.Outside;

/// <summary>
/// Access tokens of an outside issuer (Supabase, Auth0, Entra …), beside our own: configuration section
/// <c>Auth:Jwt</c>. Empty: only our own tokens are taken.
/// </summary>
public sealed class JwtOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Auth:Jwt";

    /// <summary>The issuer's address; its keys are found through <c>/.well-known/openid-configuration</c> below it.</summary>
    public string? Authority { get; set; }

    /// <summary>Where the discovery document is, if not below <see cref="Authority"/>; or the address of a bare key set (JWKS).</summary>
    public string? MetadataAddress { get; set; }

    /// <summary>A secret shared with the issuer (HS256, HS384, HS512), 32 bytes or longer, taken as text. Instead of the two above.</summary>
    public string? SigningKey { get; set; }

    /// <summary>What <c>iss</c> must be. With <see cref="Authority"/> by default what its discovery document says.</summary>
    public string? Issuer { get; set; }

    /// <summary>What <c>aud</c> must contain; several with commas, of which one is enough.</summary>
    public string? Audience { get; set; }

    /// <summary>How far the issuer's clock may be off, in seconds; 0 to 600.</summary>
    public int ClockSkewSeconds { get; set; } = 60;

    /// <summary>True when anything is set, so that half a configuration is refused instead of ignored.</summary>
    public bool IsConfigured => new[] { Authority, MetadataAddress, SigningKey, Issuer, Audience }.Any(value => !string.IsNullOrWhiteSpace(value));

    internal IReadOnlyList<string> Audiences => (Audience ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}

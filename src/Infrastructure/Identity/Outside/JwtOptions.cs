using System.Text;
using Microsoft.IdentityModel.Tokens;

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

    /// <summary>
    /// A secret shared with the issuer, taken as text, instead of the two above: at least 32 bytes for HS256, 48 for HS384 and
    /// 64 for HS512 (RFC 7518 §3.2).
    /// </summary>
    public string? SigningKey { get; set; }

    /// <summary>
    /// The algorithm that the issuer signs with by <see cref="SigningKey"/>: <c>HS256</c>, <c>HS384</c> or <c>HS512</c>. Empty
    /// (default): each of them that <see cref="SigningKey"/> is long enough for.
    /// </summary>
    public string? Algorithm { get; set; }

    /// <summary>The required value of <c>iss</c>. With <see cref="Authority"/> by default what its discovery document says.</summary>
    public string? Issuer { get; set; }

    /// <summary>The required value of <c>aud</c>. Separate several with commas; one of them is enough.</summary>
    public string? Audience { get; set; }

    /// <summary>How far the issuer's clock may be off, in seconds; 0 to 600.</summary>
    public int ClockSkewSeconds { get; set; } = 60;

    /// <summary>True when anything is set, so that half a configuration is refused instead of ignored.</summary>
    public bool IsConfigured => new[] { Authority, MetadataAddress, SigningKey, Algorithm, Issuer, Audience }.Any(value => !string.IsNullOrWhiteSpace(value));

    /// <summary>The algorithms of <see cref="SigningKey"/> with the least length of the secret in bytes: that of the hash.</summary>
    internal static IReadOnlyDictionary<string, int> SecretBytes { get; } = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        [SecurityAlgorithms.HmacSha256] = 32,
        [SecurityAlgorithms.HmacSha384] = 48,
        [SecurityAlgorithms.HmacSha512] = 64,
    };

    /// <summary>The algorithms that tokens signed with <see cref="SigningKey"/> may have.</summary>
    internal IEnumerable<string> SecretAlgorithms =>
        string.IsNullOrWhiteSpace(Algorithm) ? SecretBytes.Where(least => KeyBytes >= least.Value).Select(least => least.Key) : [Algorithm];

    internal int KeyBytes => Encoding.UTF8.GetByteCount(SigningKey ?? "");

    internal IReadOnlyList<string> Audiences => (Audience ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}

using Messaging.Infrastructure.Identity.Outside;
using Xunit;

namespace Messaging.Unit.Infrastructure.Identity;

public sealed class JwtOptionsValidatorTests
{
    private const string Secret = "5ec2e7-never-in-a-message-5ec2e7-never";

    /// <summary>Change to a configuration with a shared secret, and what the sentence must name (null: it works).</summary>
    public static TheoryData<string, Action<JwtOptions>, string?> Cases => new()
    {
        { "as it is", _ => { }, null },
        { "nothing at all", jwt => jwt.SigningKey = jwt.Issuer = jwt.Audience = null, null },
        { "authority", jwt => (jwt.Authority, jwt.SigningKey, jwt.Issuer) = ("https://id.example.com/", null, null), null },
        { "key set with an issuer", jwt => (jwt.MetadataAddress, jwt.SigningKey) = ("https://id.example.com/keys", null), null },
        { "authority on this machine", jwt => (jwt.Authority, jwt.SigningKey) = ("http://localhost:8080/", null), null },
        { "key set without an issuer", jwt => (jwt.MetadataAddress, jwt.SigningKey, jwt.Issuer) = ("https://id.example.com/keys", null, null), "Auth:Jwt:Issuer" },
        { "neither authority nor key", jwt => jwt.SigningKey = null, "Auth:Jwt:Authority" },
        { "both authority and key", jwt => jwt.Authority = "https://id.example.com/", "beside Auth:Jwt:Authority" },
        { "both metadata and key", jwt => jwt.MetadataAddress = "https://id.example.com/", "MetadataAddress" },
        { "authority over http", jwt => (jwt.Authority, jwt.SigningKey) = ("http://id.example.com/", null), "https" },
        { "authority that is no address", jwt => (jwt.Authority, jwt.SigningKey) = ("id.example.com", null), "Auth:Jwt:Authority" },
        { "short key", jwt => jwt.SigningKey = Secret[..31], "32 bytes" },
        { "HS256", jwt => jwt.Algorithm = "HS256", null },
        { "short key for HS384", jwt => (jwt.Algorithm, jwt.SigningKey) = ("HS384", (Secret + Secret)[..47]), "48 bytes" },
        { "long key for HS384", jwt => (jwt.Algorithm, jwt.SigningKey) = ("HS384", (Secret + Secret)[..48]), null },
        { "short key for HS512", jwt => (jwt.Algorithm, jwt.SigningKey) = ("HS512", (Secret + Secret)[..63]), "64 bytes" },
        { "long key for HS512", jwt => (jwt.Algorithm, jwt.SigningKey) = ("HS512", (Secret + Secret)[..64]), null },
        { "unknown algorithm", jwt => jwt.Algorithm = "none", "HS256, HS384 or HS512" },
        { "algorithm with an authority", jwt => (jwt.Authority, jwt.SigningKey, jwt.Algorithm) = ("https://id.example.com/", null, "HS256"), "Auth:Jwt:Algorithm is set without" },
        { "key with white space", jwt => jwt.SigningKey = Secret + "\n", "white space" },
        { "no issuer", jwt => jwt.Issuer = " ", "Auth:Jwt:Issuer" },
        { "no audience", jwt => jwt.Audience = " , ", "Auth:Jwt:Audience" },
        { "endless skew", jwt => jwt.ClockSkewSeconds = 601, "ClockSkewSeconds" },
    };

    [Theory]
    [MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public void Tells_what_to_set(string what, Action<JwtOptions> change, string? named)
    {
        var options = new JwtOptions { SigningKey = Secret, Issuer = "https://id.example.com", Audience = "messaging" };
        change(options);

        var result = new JwtOptionsValidator().Validate(name: null, options);

        Assert.True(result.Failed == named is not null, what);
        if (named is not null) Assert.Contains(named, result.FailureMessage, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret[..31], result.FailureMessage ?? "", StringComparison.Ordinal);
    }
}

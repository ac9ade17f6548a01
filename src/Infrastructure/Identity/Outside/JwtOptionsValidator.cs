using Messaging.Application.Auth;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Messaging.Infrastructure.Identity.Outside;

/// <summary>
/// Stops the start when the settings of <c>Auth:Jwt</c> are not enough to tell whose tokens to take.
/// Each failure is one sentence that says what to set; none repeats a value that may be a secret.
/// </summary>
internal sealed class JwtOptionsValidator : IValidateOptions<JwtOptions>
{
    public ValidateOptionsResult Validate(string? name, JwtOptions options)
    {
        if (!options.IsConfigured) return ValidateOptionsResult.Success;
        var failures = Keys(options).Concat(Claims(options)).ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Keys(JwtOptions jwt)
    {
        var hasAddress = !string.IsNullOrWhiteSpace(jwt.Authority) || !string.IsNullOrWhiteSpace(jwt.MetadataAddress);
        var hasKey = !string.IsNullOrWhiteSpace(jwt.SigningKey);
        if (!hasAddress && !hasKey)
            yield return "Auth:Jwt has no keys to check tokens with: set Auth:Jwt:Authority to the issuer's address, or Auth:Jwt:SigningKey to the secret that it signs with.";
        if (hasAddress && hasKey)
            yield return "Auth:Jwt:SigningKey is set beside Auth:Jwt:Authority or MetadataAddress: set one of them, as tokens are signed either with a secret or with the issuer's own keys.";
        foreach (var failure in Algorithm(jwt, hasKey)) yield return failure;
        if (hasKey && jwt.SigningKey != jwt.SigningKey!.Trim())
            yield return "Auth:Jwt:SigningKey begins or ends with white space: set it again without.";
        if (!IsSafe(jwt.Authority))
            yield return "Auth:Jwt:Authority must be an absolute https address (http on this machine only), for example https://id.example.com/.";
        if (!IsSafe(jwt.MetadataAddress))
            yield return "Auth:Jwt:MetadataAddress must be an absolute https address (http on this machine only).";
    }

    /// <summary>A secret shorter than the hash can be guessed offline from any one token, and the library refuses the tokens.</summary>
    private static IEnumerable<string> Algorithm(JwtOptions jwt, bool hasKey)
    {
        var algorithm = string.IsNullOrWhiteSpace(jwt.Algorithm) ? SecurityAlgorithms.HmacSha256 : jwt.Algorithm;
        if (!JwtOptions.SecretBytes.TryGetValue(algorithm, out var least))
            yield return "Auth:Jwt:Algorithm must be HS256, HS384 or HS512: set it to what the issuer signs with, or leave it out.";
        else if (hasKey && jwt.KeyBytes < least)
            yield return $"Auth:Jwt:SigningKey is shorter than {least} bytes, which {algorithm} needs: set it to the whole secret of the issuer, or have the issuer make a longer one.";
        if (!hasKey && !string.IsNullOrWhiteSpace(jwt.Algorithm))
            yield return "Auth:Jwt:Algorithm is set without Auth:Jwt:SigningKey: set the secret as well, or leave it out. The keys of Auth:Jwt:Authority say their algorithm themselves.";
    }

    private static IEnumerable<string> Claims(JwtOptions jwt)
    {
        if (string.IsNullOrWhiteSpace(jwt.Issuer) && string.IsNullOrWhiteSpace(jwt.Authority))
            yield return "Auth:Jwt:Issuer is empty: set it to what tokens have as iss. Only with Auth:Jwt:Authority can it be left out.";
        if (jwt.Issuer?.Length > OutsideSubject.MaxIssuerLength)
            yield return $"Auth:Jwt:Issuer is longer than {OutsideSubject.MaxIssuerLength} characters: set it to what tokens have as iss.";
        if (jwt.Audiences.Count == 0)
            yield return "Auth:Jwt:Audience is empty: set it to what tokens have as aud, or tokens that the issuer made for other apps would sign in here.";
        if (jwt.ClockSkewSeconds is < 0 or > 600)
            yield return "Auth:Jwt:ClockSkewSeconds must be from 0 to 600.";
    }

    /// <summary>Keys that came over plain http could be anybody's.</summary>
    private static bool IsSafe(string? address) =>
        string.IsNullOrWhiteSpace(address)
        || (Uri.TryCreate(address, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback)));
}

using System.Text;
using Messaging.Integration.Support;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Messaging.Integration.Identity;

/// <summary>An outside issuer that signs with a shared secret, as Supabase's legacy JWT secret does, and settings that trust it.</summary>
internal static class OutsideTokens
{
    public const string Issuer = "https://project.supabase.example/auth/v1";

    public const string Audience = "authenticated";

    public const string Secret = "super-secret-jwt-token-with-at-least-32-characters-long";

    public static Dictionary<string, string?> Settings => new()
    {
        ["Auth:Jwt:SigningKey"] = Secret,
        ["Auth:Jwt:Issuer"] = Issuer,
        ["Auth:Jwt:Audience"] = Audience,
    };

    public static SigningCredentials SharedSecret { get; } = new(new SymmetricSecurityKey(Encoding.UTF8.GetBytes(Secret)), SecurityAlgorithms.HmacSha256);

    /// <summary>Claims as Supabase writes them.</summary>
    public static Dictionary<string, object> Claims(string subject, string? fullName = null, string? email = null)
    {
        var claims = new Dictionary<string, object>
        {
            ["sub"] = subject,
            ["role"] = "authenticated",
            ["email"] = email ?? "",
            ["session_id"] = Guid.NewGuid().ToString(),
            ["app_metadata"] = new Dictionary<string, object> { ["provider"] = "email" },
            ["user_metadata"] = fullName is null ? [] : new Dictionary<string, object> { ["full_name"] = fullName },
        };
        return claims;
    }

    /// <summary>A token that is right, except for what is given.</summary>
    public static string Sign(
        Dictionary<string, object> claims, SigningCredentials? credentials = null, string issuer = Issuer, string audience = Audience,
        DateTime? from = null, DateTime? until = null)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Claims = claims,
            Issuer = issuer,
            Audience = audience,
            IssuedAt = from ?? now,
            NotBefore = from ?? now,
            Expires = until ?? now.AddHours(1),
            SigningCredentials = credentials ?? SharedSecret,
        });
    }

    public static ApiClient Client(TestApp app, string token) => new(app.Address, token);

    public static ApiClient ClientOf(TestApp app, string subject, string? fullName = null, string? email = null) =>
        Client(app, Sign(Claims(subject, fullName, email)));
}

using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Shop;

/// <summary>Tokens that tell the chat server who is signed in at this app.</summary>
public sealed class ChatTokens(string secret, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly SigningCredentials _credentials = new(new SymmetricSecurityKey(Encoding.UTF8.GetBytes(secret)), SecurityAlgorithms.HmacSha256);

    /// <summary>Signs a token for a user of this app.</summary>
    public string For(string userId, string name) => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = "https://app.example.com",
        Audience = "chat",
        Claims = new Dictionary<string, object> { ["sub"] = userId, ["name"] = name },
        Expires = (time.GetUtcNow() + Lifetime).UtcDateTime,
        SigningCredentials = _credentials,
    });
}

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Messaging.Domain.Common;

namespace Messaging.Domain.Auth;

/// <summary>
/// One signed-in device. It holds the refresh token as a hash; every refresh replaces the token, and a
/// token that comes a second time after the grace ends the session, because somebody has a copy
/// (RFC 9700 §4.14.2).
/// </summary>
public sealed class Session
{
    /// <summary>How long the token before the last stays good: two tabs may refresh at the same moment.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(60);

    private const int SecretBytes = 32;

    private Session()
    {
    }

    public Guid Id { get; private set; }

    public UserId UserId { get; private set; }

    public byte[] TokenHash { get; private set; } = [];

    public byte[]? PreviousTokenHash { get; private set; }

    /// <summary>
    /// The present token, readable only with the one before it: whoever comes with that again within the
    /// grace gets the same replacement, so that both tabs go on with one token.
    /// </summary>
    public byte[]? SealedToken { get; private set; }

    public DateTimeOffset RotatedAt { get; private set; }

    public DateTimeOffset ExpiresAt { get; private set; }

    /// <summary>Starts a session.</summary>
    /// <param name="userId">Who signed in.</param>
    /// <param name="lifetime">How long it lasts without a refresh.</param>
    /// <param name="now">The time.</param>
    /// <param name="refreshToken">The token to hand out; only its hash is kept.</param>
    public static Session Start(UserId userId, TimeSpan lifetime, DateTimeOffset now, out string refreshToken)
    {
        var session = new Session { Id = Guid.CreateVersion7(now), UserId = userId };
        refreshToken = session.Issue(RandomNumberGenerator.GetBytes(SecretBytes), lifetime, now);
        return session;
    }

    /// <summary>The session that a refresh token claims to belong to, or null when it is none of ours.</summary>
    public static Guid? IdOf(string refreshToken) =>
        refreshToken.Length > 32 && refreshToken[32] == '.' && Guid.TryParseExact(refreshToken[..32], "N", out var id) ? id : null;

    /// <summary>Exchanges a refresh token.</summary>
    /// <returns>The new token, or null when this one is no longer good.</returns>
    public string? Refresh(string refreshToken, TimeSpan lifetime, DateTimeOffset now)
    {
        if (now >= ExpiresAt) return null;
        var hash = Hash(refreshToken);
        if (CryptographicOperations.FixedTimeEquals(hash, TokenHash))
        {
            PreviousTokenHash = TokenHash;
            RotatedAt = now;
            var secret = RandomNumberGenerator.GetBytes(SecretBytes);
            SealedToken = Seal(secret, refreshToken);
            return Issue(secret, lifetime, now);
        }

        var justReplaced = PreviousTokenHash is not null
            && CryptographicOperations.FixedTimeEquals(hash, PreviousTokenHash)
            && now < RotatedAt + Grace;
        return justReplaced && SealedToken is not null ? Write(Seal(SealedToken, refreshToken)) : null;
    }

    private string Issue(byte[] secret, TimeSpan lifetime, DateTimeOffset now)
    {
        var token = Write(secret);
        TokenHash = Hash(token);
        ExpiresAt = now + lifetime;
        return token;
    }

    private string Write(byte[] secret) => $"{Id:N}.{Base64Url.EncodeToString(secret)}";

    /// <summary>Seals and unseals: a pad made of the token, which is random and used for one replacement only.</summary>
    private static byte[] Seal(byte[] secret, string refreshToken)
    {
        var pad = HMACSHA256.HashData(Encoding.UTF8.GetBytes(refreshToken), "replacement"u8);
        return [.. secret.Zip(pad, (one, other) => (byte)(one ^ other))];
    }

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Messaging.Domain.Common;

namespace Messaging.Domain.Auth;

/// <summary>
/// One signed-in device. It holds the refresh token as a hash; every refresh replaces the token, and a
/// replaced token that comes again after the grace ends the session, because somebody has a copy
/// (RFC 9700 §4.14.2).
/// </summary>
public sealed class Session
{
    /// <summary>How long a replaced token stays good: several tabs may refresh one after the other.</summary>
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
    /// The present token, readable only with the one before it: a client that comes with that again within the
    /// grace gets the same replacement, so that all tabs go on with one token.
    /// </summary>
    public byte[]? SealedToken { get; private set; }

    /// <summary>The tokens before <see cref="PreviousTokenHash"/> whose grace has not ended, as <see cref="ReplacedTokens"/> writes them.</summary>
    public byte[]? EarlierTokens { get; private set; }

    public DateTimeOffset RotatedAt { get; private set; }

    public DateTimeOffset ExpiresAt { get; private set; }

    /// <summary>The network that the session was last refreshed from; null when it is not known.</summary>
    public string? Address { get; private set; }

    /// <summary>The name that the client gave itself; null when it gave none.</summary>
    public string? UserAgent { get; private set; }

    /// <summary>When the session started: its id is a UUID of version 7 and begins with the time.</summary>
    public DateTimeOffset CreatedAt => DateTimeOffset.FromUnixTimeMilliseconds(Convert.ToInt64(Id.ToString("N")[..12], 16));

    /// <summary>When the session was last refreshed, or started.</summary>
    public DateTimeOffset LastUsedAt => RotatedAt > CreatedAt ? RotatedAt : CreatedAt;

    /// <summary>Starts a session.</summary>
    /// <param name="userId">The user who signed in.</param>
    /// <param name="lifetime">How long it lasts without a refresh.</param>
    /// <param name="now">The time.</param>
    /// <param name="refreshToken">The token to hand out; only its hash is kept.</param>
    /// <param name="device">The client that signed in, if it is known.</param>
    public static Session Start(UserId userId, TimeSpan lifetime, DateTimeOffset now, out string refreshToken, Device? device = null)
    {
        var session = new Session { Id = Guid.CreateVersion7(now), UserId = userId, Address = device?.Address, UserAgent = device?.UserAgent };
        refreshToken = session.Issue(RandomNumberGenerator.GetBytes(SecretBytes), lifetime, now);
        return session;
    }

    /// <summary>The session that a refresh token claims to belong to, or null when it is none of ours.</summary>
    public static Guid? IdOf(string refreshToken) =>
        refreshToken.Length > 32 && refreshToken[32] == '.' && Guid.TryParseExact(refreshToken[..32], "N", out var id) ? id : null;

    /// <summary>Exchanges a refresh token.</summary>
    /// <param name="refreshToken">The present token, or one that was replaced within the grace.</param>
    /// <param name="lifetime">How long the session lasts without another refresh.</param>
    /// <param name="now">The time.</param>
    /// <param name="device">The client that refreshes, if it is known.</param>
    /// <returns>The token to go on with, or null when this one is no longer good.</returns>
    public string? Refresh(string refreshToken, TimeSpan lifetime, DateTimeOffset now, Device? device = null)
    {
        if (now >= ExpiresAt) return null;
        if (!CryptographicOperations.FixedTimeEquals(Hash(refreshToken), TokenHash)) return Replacement(refreshToken, now);

        var earlier = Replaced(now);
        // A client that refreshes in a loop keeps its token for the rest of the minute: no token may be forgotten within its grace.
        if (earlier.Count == ReplacedTokens.Most) return refreshToken;

        EarlierTokens = earlier.Count == 0 ? null : ReplacedTokens.Write(earlier);
        PreviousTokenHash = TokenHash;
        RotatedAt = now;
        (Address, UserAgent) = (device?.Address ?? Address, device?.UserAgent ?? UserAgent);
        var secret = RandomNumberGenerator.GetBytes(SecretBytes);
        SealedToken = Seal(secret, refreshToken);
        return Issue(secret, lifetime, now);
    }

    /// <summary>The present token for a holder of a replaced one: each replaced token opens the one after it.</summary>
    private string? Replacement(string refreshToken, DateTimeOffset now)
    {
        var replaced = Replaced(now);
        var token = refreshToken;
        var next = replaced.FindIndex(entry => CryptographicOperations.FixedTimeEquals(entry.Hash, Hash(token)));
        if (next < 0) return null;

        for (; next < replaced.Count; next++) token = Write(Seal(replaced[next].Sealed, token));
        return CryptographicOperations.FixedTimeEquals(Hash(token), TokenHash) ? token : null;
    }

    /// <summary>The replaced tokens that are still good, oldest first.</summary>
    private List<ReplacedToken> Replaced(DateTimeOffset now)
    {
        var all = ReplacedTokens.Read(EarlierTokens);
        if (PreviousTokenHash is not null && SealedToken is not null) all.Add(new ReplacedToken(PreviousTokenHash, SealedToken, RotatedAt));
        return [.. all.Where(entry => now < entry.At + Grace)];
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

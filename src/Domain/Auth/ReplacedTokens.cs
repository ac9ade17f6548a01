using System.Buffers.Binary;

namespace Messaging.Domain.Auth;

/// <summary>A refresh token that was replaced.</summary>
/// <param name="Hash">SHA-256 of the token.</param>
/// <param name="Sealed">The secret of its replacement, readable with the token.</param>
/// <param name="At">When it was replaced.</param>
internal sealed record ReplacedToken(byte[] Hash, byte[] Sealed, DateTimeOffset At);

/// <summary>Replaced tokens as one column: for each token 32 bytes of hash, 32 sealed bytes and the time in milliseconds.</summary>
internal static class ReplacedTokens
{
    /// <summary>The most tokens that a session keeps within the grace.</summary>
    public const int Most = 20;

    private const int HashBytes = 32;
    private const int EntryBytes = (2 * HashBytes) + sizeof(long);

    public static byte[] Write(IReadOnlyList<ReplacedToken> tokens)
    {
        var bytes = new byte[tokens.Count * EntryBytes];
        for (var i = 0; i < tokens.Count; i++)
        {
            var entry = bytes.AsSpan(i * EntryBytes, EntryBytes);
            tokens[i].Hash.CopyTo(entry);
            tokens[i].Sealed.CopyTo(entry[HashBytes..]);
            BinaryPrimitives.WriteInt64BigEndian(entry[(2 * HashBytes)..], tokens[i].At.ToUnixTimeMilliseconds());
        }

        return bytes;
    }

    public static List<ReplacedToken> Read(byte[]? bytes)
    {
        var tokens = new List<ReplacedToken>();
        for (var rest = bytes.AsSpan(); rest.Length >= EntryBytes; rest = rest[EntryBytes..])
        {
            var at = DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(rest[(2 * HashBytes)..]));
            tokens.Add(new ReplacedToken(rest[..HashBytes].ToArray(), rest[HashBytes..(2 * HashBytes)].ToArray(), at));
        }

        return tokens;
    }
}

using System.Buffers.Binary;
using System.Security.Cryptography;
using Messaging.Application.Presence;

namespace Messaging.Application.Sync;

/// <summary>
/// Names the state that an answer shows (RFC 9110 §8.8.3): how far the changes go, who types, and which
/// contacts are online. The same on every node.
/// </summary>
internal static class SyncTag
{
    public static string Of(SyncHeads heads, IReadOnlyList<TypingView> typists, IReadOnlyList<PresenceView> presence) =>
        $"\"{heads.User}-{heads.Conversation}-{Digest(typists, presence)}\"";

    private static string Digest(IReadOnlyList<TypingView> typists, IReadOnlyList<PresenceView> presence)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> entry = stackalloc byte[18];
        // Typing that goes on is news every two seconds: often enough that nobody forgets it in between.
        foreach (var typist in typists) Append(hash, entry, typist.UserId.Value, kind: 0, state: (byte)(typist.ExpiresAt.ToUnixTimeSeconds() / 2));
        foreach (var contact in presence) Append(hash, entry, contact.UserId.Value, kind: 1, state: contact.Status == PresenceStatus.Online ? (byte)1 : (byte)2);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash.GetHashAndReset()).ToString("x", System.Globalization.CultureInfo.InvariantCulture);
    }

    private static void Append(IncrementalHash hash, Span<byte> entry, Guid id, byte kind, byte state)
    {
        id.TryWriteBytes(entry);
        entry[16] = kind;
        entry[17] = state;
        hash.AppendData(entry);
    }
}

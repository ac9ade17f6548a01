using System.Buffers.Text;
using System.Globalization;

namespace Messaging.Infrastructure.Nodes;

/// <summary>
/// A hint as the text of a NOTIFY, which must be shorter than 8,000 bytes: format 1, the sender, the
/// lanes as bits, whether it is about everything, and ids of 22 characters each.
/// </summary>
internal sealed record HintPayload(uint Sender, int Lanes, bool IsAboutAll, IReadOnlyList<Guid> Ids)
{
    private const char Format = '1';
    private const int HeadLength = 14;
    private const int IdLength = 22;
    private const int MostIds = 350;

    /// <summary>As many texts as it takes, at least one.</summary>
    public static IEnumerable<string> Write(uint sender, (int Lanes, bool IsAboutAll, IReadOnlyCollection<Guid> Ids) hints)
    {
        var head = $"{Format}{sender:x8}{hints.Lanes:x4}{(hints.IsAboutAll ? '*' : '-')}";
        if (hints.Ids.Count == 0) return [head];
        return hints.Ids.Chunk(MostIds).Select(ids => head + string.Concat(ids.Select(id => Base64Url.EncodeToString(id.ToByteArray()))));
    }

    /// <returns>Null for a text that is not ours, or of a release that writes it in another way.</returns>
    public static HintPayload? Read(string text)
    {
        if (text.Length < HeadLength || text[0] != Format || (text.Length - HeadLength) % IdLength != 0
            || !uint.TryParse(text.AsSpan(1, 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var sender)
            || !int.TryParse(text.AsSpan(9, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var lanes))
            return null;

        var ids = new Guid[(text.Length - HeadLength) / IdLength];
        Span<byte> bytes = stackalloc byte[16];
        for (var i = 0; i < ids.Length; i++)
        {
            var id = text.AsSpan(HeadLength + (i * IdLength), IdLength);
            // Asked first: decoding what is not Base64 throws.
            if (!Base64Url.IsValid(id) || Base64Url.DecodeFromChars(id, bytes) != bytes.Length) return null;
            ids[i] = new Guid(bytes);
        }

        return new HintPayload(sender, lanes, text[HeadLength - 1] == '*', ids);
    }
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Messaging.Domain.Common;

namespace Messaging.Domain.Messages;

/// <summary>The rules for the text of a message.</summary>
public static class MessageBody
{
    /// <summary>Longest body, in text elements: what a reader counts as characters, so an emoji family is one.</summary>
    public const int MaxTextElements = 4_000;

    /// <summary>
    /// Longest body in UTF-16 units, whatever it looks like: one text element may be built of any
    /// number of combining marks, so the first limit alone would bound nothing.
    /// </summary>
    public const int MaxChars = 16_000;

    /// <summary>
    /// Line ends as \n, without blank lines at the beginning and without white space at the end. Spaces
    /// before the first word stay: they indent code, lists and poems.
    /// </summary>
    public static string Normalize(string body)
    {
        var text = body.ReplaceLineEndings("\n").TrimEnd();
        var indent = text.Length - text.AsSpan().TrimStart().Length;
        return text[(text.AsSpan(0, indent).LastIndexOf('\n') + 1)..];
    }

    /// <summary>Counts what a reader would call characters (Unicode extended grapheme clusters, UAX #29).</summary>
    public static int CountTextElements(string body)
    {
        var count = 0;
        for (var rest = body.AsSpan(); rest.Length > 0; rest = rest[StringInfo.GetNextTextElementLength(rest)..])
            count++;
        return count;
    }

    /// <summary>True when every character may be shown: no control characters but newline and tab, no broken surrogates, no noncharacters.</summary>
    public static bool IsPrintable(string body)
    {
        if (!PlainText.IsWellFormed(body)) return false;
        foreach (var rune in body.EnumerateRunes())
        {
            // The mark of text that was broken before it came here.
            if (rune == Rune.ReplacementChar) return false;
            if (Rune.IsControl(rune) && rune.Value is not ('\n' or '\t')) return false;
        }

        return true;
    }

    /// <summary>
    /// A fingerprint of the body as first sent, to tell a replay from a reused id even after an edit.
    /// </summary>
    public static byte[] Fingerprint(string normalizedBody) => SHA256.HashData(Encoding.UTF8.GetBytes(normalizedBody));
}

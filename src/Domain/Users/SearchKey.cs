using System.Globalization;
using System.Text;
using Messaging.Domain.Common;

namespace Messaging.Domain.Users;

/// <summary>
/// Text as people search compares it: upper case, without diacritics, so that “nguyen” finds “Nguyễn” and
/// “lukasz” finds “Łukasz”. Stored beside the original, because databases differ in what their collations
/// ignore. The web client folds in the same way; <c>tests/Vectors/folding.json</c> holds both to it.
/// </summary>
public static class SearchKey
{
    /// <summary>
    /// Grows whenever the same text gets another key. Rows with a lower one are folded again after an upgrade.
    /// </summary>
    public const int Version = 2;

    /// <summary>Longest key, in UTF-16 units. Some letters decompose into many.</summary>
    public const int MaxLength = 128;

    /// <summary>Letters that Unicode does not decompose, and what people type for them.</summary>
    private static readonly Dictionary<int, string> Letters = Table(
        "ß:SS ẞ:SS æ:AE Æ:AE œ:OE Œ:OE ø:O Ø:O đ:D Đ:D ð:D Ð:D þ:TH Þ:TH ł:L Ł:L ħ:H Ħ:H ŧ:T Ŧ:T ŋ:N Ŋ:N ı:I ĸ:K ȷ:J " +
        "ə:E Ə:E ɛ:E Ɛ:E ɔ:O Ɔ:O ɓ:B Ɓ:B ɗ:D Ɗ:D ɖ:D Ɖ:D ƙ:K Ƙ:K ɣ:G Ɣ:G ɩ:I Ɩ:I ɨ:I Ɨ:I ɲ:N Ɲ:N ƴ:Y Ƴ:Y ʋ:V Ʋ:V ʉ:U Ʉ:U " +
        "ƀ:B Ƀ:B ȼ:C Ȼ:C ɇ:E Ɇ:E ǥ:G Ǥ:G ɉ:J Ɉ:J ƚ:L Ƚ:L ɍ:R Ɍ:R ⱥ:A Ⱥ:A ⱦ:T Ⱦ:T ɏ:Y Ɏ:Y ƶ:Z Ƶ:Z");

    /// <summary>The key of a name or of what was typed into a search field. Empty when nothing is left to compare.</summary>
    public static string Of(string text)
    {
        var key = new StringBuilder(text.Length);
        foreach (var rune in WellFormed(text).Normalize(NormalizationForm.FormKD).EnumerateRunes())
        {
            // Marks above and below a letter, and what cannot be seen.
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format) continue;
            key.Append(Letters.TryGetValue(rune.Value, out var letters) ? letters : Rune.ToUpperInvariant(rune).ToString());
        }

        // At the end: taking a mark away may leave a space at the beginning.
        var trimmed = key.ToString().Trim();
        if (trimmed.Length <= MaxLength) return trimmed;
        return trimmed[..(char.IsHighSurrogate(trimmed[MaxLength - 1]) ? MaxLength - 1 : MaxLength)].TrimEnd();
    }

    /// <summary>
    /// The words of a key under which it is found. A word is found at each place where letters begin, up to the next
    /// space: “ANNA-LENA” also by “LENA”, and 陳小明, which has no spaces, by each of its letters.
    /// </summary>
    /// <param name="key">A key.</param>
    public static IEnumerable<string> WordsOf(string key)
    {
        foreach (var part in Split(key))
        {
            var isInside = false;
            for (var at = 0; at < part.Length; at += Rune.GetRuneAt(part, at).Utf16SequenceLength)
            {
                var rune = Rune.GetRuneAt(part, at);
                var isLetter = Rune.IsLetterOrDigit(rune);
                if (at == 0 || (isLetter && (!isInside || BeginsWord(rune)))) yield return part[at..];
                isInside = isLetter;
            }
        }
    }

    /// <summary>A user name as it is written to tell it from a display name.</summary>
    public static string OfUserName(string userNameKey) => $"@{userNameKey}";

    /// <summary>The words that somebody asked for, each once, without those that another one contains at its beginning.</summary>
    public static IReadOnlyList<string> AskedFor(string text)
    {
        string[] words = [.. Split(Of(text)).Distinct(StringComparer.Ordinal)];
        return [.. words.Where(word => !words.Any(other => other.Length > word.Length && other.StartsWith(word, StringComparison.Ordinal)))];
    }

    /// <summary>
    /// The first key after all that begin with this one. The same in the order of UTF-8 bytes (SQLite, PostgreSQL)
    /// and in that of UTF-16 code units (SQL Server), because only the last code point differs.
    /// </summary>
    /// <param name="key">A key, not empty.</param>
    public static string After(string key)
    {
        Rune.DecodeLastFromUtf16(key, out var last, out var length);
        return key[..^length] + new Rune(last.Value == 0xD7FF ? 0xE000 : last.Value + 1);
    }

    private static string[] Split(string key) => key.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    // Chinese and Japanese, and the first sound of a Korean syllable: a key has them taken apart.
    private static bool BeginsWord(Rune rune) => rune.Value is (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0x9FFF) or (>= 0x20000 and <= 0x3FFFF);

    // Normalize throws for text that is none.
    private static string WellFormed(string text) =>
        PlainText.IsWellFormed(text) ? text : string.Concat(text.EnumerateRunes().Where(rune => PlainText.IsWellFormed(rune.ToString())));

    private static Dictionary<int, string> Table(string pairs) =>
        pairs.Split(' ').Select(pair => pair.Split(':')).ToDictionary(pair => Rune.GetRuneAt(pair[0], 0).Value, pair => pair[1]);
}

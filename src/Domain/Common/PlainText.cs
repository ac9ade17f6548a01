using System.Globalization;
using System.Text;

namespace Messaging.Domain.Common;

/// <summary>
/// Rules about text that hold whatever the text is for. Characters are written as numbers here,
/// because most of them cannot be seen in an editor.
/// </summary>
public static class PlainText
{
    /// <summary>
    /// True when every database can store the text and every client can show it: no half of a surrogate
    /// pair, no noncharacter (U+FDD0 to U+FDEF, and the last two code points of each plane, such as U+FFFE),
    /// and no control character except tab and the line ends.
    /// </summary>
    public static bool IsWellFormed(string text)
    {
        for (var rest = text.AsSpan(); rest.Length > 0;)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var length) != System.Buffers.OperationStatus.Done) return false;
            if (IsNoncharacter(rune) || (Rune.IsControl(rune) && rune.Value is not ('\t' or '\n' or '\r' or '\f' or 0x85))) return false;
            rest = rest[length..];
        }

        return true;
    }

    /// <summary>True when a reader sees at least one character: not only spaces, marks, fillers and formatting.</summary>
    public static bool IsVisible(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsInvisible(rune)) return true;
        }

        return false;
    }

    /// <summary>
    /// True when the text is one line that a name may be: well formed, without tabs and line ends, and without
    /// the characters that turn the writing direction, which would rearrange the sentence around the name.
    /// </summary>
    public static bool IsName(string text)
    {
        if (!IsWellFormed(text)) return false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar || IsDirectionControl(rune) || Rune.IsControl(rune)
                || Rune.GetUnicodeCategory(rune) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator) return false;
        }

        return true;
    }

    /// <summary>The text without the characters that turn the writing direction.</summary>
    public static string WithoutDirectionControls(string text) => Map(text, rune => IsDirectionControl(rune) ? null : rune);

    /// <summary>The text with U+FFFD in the place of NUL and of halves of surrogate pairs, which PostgreSQL cannot store.</summary>
    public static string Storable(string text) => Map(text, rune => rune.Value == 0 ? Rune.ReplacementChar : rune);

    private static string Map(string text, Func<Rune, Rune?> map)
    {
        var result = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (map(rune) is { } kept) result.Append(kept.ToString());
        }

        return result.Length == text.Length && result.Equals(text) ? text : result.ToString();
    }

    private static bool IsNoncharacter(Rune rune) => rune.Value is >= 0xFDD0 and <= 0xFDEF || (rune.Value & 0xFFFE) == 0xFFFE;

    /// <summary>The property Bidi_Control of the Unicode Character Database.</summary>
    private static bool IsDirectionControl(Rune rune) =>
        rune.Value is 0x061C or 0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);

    private static bool IsInvisible(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => true,
        // Marks change how the character before them looks; alone they are nothing.
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark => true,
        UnicodeCategory.Format => !IsVisibleFormat(rune),
        _ => IsBlank(rune),
    };

    /// <summary>Signs that enclose the digits after them (Prepended_Concatenation_Mark): formatting by their category, but drawn.</summary>
    private static bool IsVisibleFormat(Rune rune) =>
        rune.Value is (>= 0x0600 and <= 0x0605) or 0x06DD or 0x070F or 0x0890 or 0x0891 or 0x08E2 or 0x110BD or 0x110CD;

    /// <summary>Letters and symbols that are drawn as nothing: fillers, blanks, and what Unicode calls default ignorable.</summary>
    private static bool IsBlank(Rune rune) => rune.Value is
        0x115F or 0x1160 // Hangul fillers
        or 0x17B4 or 0x17B5 // Khmer inherent vowels
        or 0x2065 or 0x2800 // braille blank
        or 0x3164 or 0xFFA0 // Hangul fillers
        or (>= 0xFFF0 and <= 0xFFF8)
        or 0x13441 or 0x13442 // Egyptian blanks
        or 0x1D159 // musical null notehead
        or (>= 0xE0000 and <= 0xE0FFF); // tags and variation selectors
}

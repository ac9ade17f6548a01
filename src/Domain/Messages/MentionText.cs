using System.Globalization;
using System.Text;

namespace Messaging.Domain.Messages;

/// <summary>Finds out whom a text names with <c>@userName</c>.</summary>
public static class MentionText
{
    /// <summary>
    /// True when the text names the user. Case does not matter. A name inside a word or an e-mail
    /// address is no mention, nor is the beginning of a longer user name. Punctuation after the name is
    /// not part of it.
    /// </summary>
    public static bool Names(string text, string userName)
    {
        for (var at = text.IndexOf('@'); at >= 0; at = text.IndexOf('@', at + 1))
        {
            Rune.DecodeLastFromUtf16(text.AsSpan(0, at), out var before, out _);
            if (!IsWord(before) && IsWholeName(text.AsSpan(at + 1), userName)) return true;
        }

        return false;
    }

    private static bool IsWholeName(ReadOnlySpan<char> text, string userName)
    {
        if (!text.StartsWith(userName, StringComparison.OrdinalIgnoreCase)) return false;

        // “@an.” names an, “@an.b” does not: all of it could be a name.
        Rune.DecodeFromUtf16(text[userName.Length..].TrimStart("._-@+"), out var after, out _);
        return !IsWord(after);
    }

    // Letters without case belong to scripts such as Chinese and Thai, which put no space around a name.
    // Where there is no character the decoder gives U+FFFD, which is no word either.
    private static bool IsWord(Rune rune) => rune.Value is '_' or '@' || Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
        or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.NonSpacingMark;
}

using System.Globalization;
using System.Text;

namespace Messaging.Domain.Users;

/// <summary>
/// Text as people search compares it: upper case, without diacritics, so that “nguyen” finds “Nguyễn”.
/// Stored beside the original, because databases differ in what their collations ignore.
/// </summary>
public static class SearchKey
{
    /// <summary>The key of a name or of what was typed into a search field.</summary>
    public static string Of(string text)
    {
        var key = new StringBuilder(text.Length);
        foreach (var character in text.Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(character) == UnicodeCategory.NonSpacingMark) continue;
            // The Vietnamese đ has no decomposition, but nobody searches for it with the stroke.
            key.Append(character is 'đ' or 'Đ' ? 'D' : char.ToUpperInvariant(character));
        }

        // At the end: taking a mark away may leave a space at the beginning.
        return key.ToString().Trim();
    }
}

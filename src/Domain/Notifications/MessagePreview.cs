using System.Globalization;
using System.Text;

namespace Messaging.Domain.Notifications;

/// <summary>The beginning of a message, short enough for a notification.</summary>
public static class MessagePreview
{
    /// <summary>Longest preview, in text elements: what a reader counts as characters.</summary>
    public const int MaxTextElements = 120;

    /// <summary>Longest preview in UTF-16 units: one text element may be built of any number of combining marks.</summary>
    public const int MaxChars = 1_000;

    /// <summary>The text on one line, cut with an ellipsis where it is too long, never inside a text element.</summary>
    public static string Of(string body)
    {
        var preview = new StringBuilder();
        var (elements, fits) = (0, 0);
        for (var rest = body.AsSpan(); rest.Length > 0;)
        {
            var element = rest[..StringInfo.GetNextTextElementLength(rest)];
            if (++elements > MaxTextElements || preview.Length + element.Length >= MaxChars)
            {
                preview.Length = fits;
                return preview.Append('…').ToString();
            }

            if (element is "\n" or "\t") preview.Append(' ');
            else preview.Append(element);
            // As far as this, the ellipsis has room as well.
            if (elements < MaxTextElements) fits = preview.Length;
            rest = rest[element.Length..];
        }

        return preview.ToString();
    }
}

using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Messaging.Domain.Common;

namespace Messaging.Application.Common;

/// <summary>
/// The opaque strings by which clients continue a list or a feed. They hold numbers and a kind, so
/// that a cursor of one list is refused by another instead of being misread.
/// </summary>
public static class Cursor
{
    /// <summary>The longest cursor of texts: room for the longest names of a search, in the letters that take most.</summary>
    private const int MaxTextLength = 2_000;

    /// <summary>Writes a cursor.</summary>
    /// <param name="kind">One short word per kind of list.</param>
    /// <param name="values">The values from which the list continues.</param>
    public static string Write(string kind, params long[] values) =>
        Base64Url.EncodeToString(Encoding.ASCII.GetBytes($"{kind}.{string.Join('.', values.Select(value => value.ToString(CultureInfo.InvariantCulture)))}"));

    /// <summary>Writes a cursor of a list that is ordered by text.</summary>
    /// <param name="kind">One short word per kind of list.</param>
    /// <param name="values">The values from which the list continues, without line ends.</param>
    public static string Write(string kind, params string[] values) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{kind}\n{string.Join('\n', values)}"));

    /// <summary>Reads a cursor of texts back.</summary>
    /// <exception cref="RefusedException"><c>invalid_cursor</c>: not one of ours, or of another kind.</exception>
    public static string[] ReadTexts(string cursor, string kind, int count)
    {
        if (cursor.Length <= MaxTextLength && Base64Url.IsValid(cursor))
        {
            var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)).Split('\n');
            // A database may be asked for them.
            if (parts.Length == count + 1 && parts[0] == kind && parts.All(PlainText.IsWellFormed)) return parts[1..];
        }

        throw Invalid();
    }

    /// <summary>Reads a cursor back.</summary>
    /// <exception cref="RefusedException"><c>invalid_cursor</c>: not one of ours, or of another kind.</exception>
    public static long[] Read(string cursor, string kind, int count)
    {
        if (cursor.Length <= 200 && Base64Url.IsValid(cursor))
        {
            var parts = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(cursor)).Split('.');
            var values = new long[count];
            if (parts.Length == count + 1 && parts[0] == kind
                && Enumerable.Range(0, count).All(i => long.TryParse(parts[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out values[i])))
                return values;
        }

        throw Invalid();
    }

    /// <summary>The answer to a cursor that nothing can be continued from.</summary>
    public static RefusedException Invalid() =>
        new(Refusal.Malformed, "invalid_cursor", "Unknown cursor. Repeat the request without a cursor.");
}

/// <summary>One page of a list.</summary>
/// <param name="Items">The entries, in the list's order.</param>
/// <param name="NextCursor">Give it back as <c>cursor</c> for the next page; null at the end.</param>
public record Page<T>(IReadOnlyList<T> Items, string? NextCursor);

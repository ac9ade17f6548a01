using System.Globalization;
using System.Text;

namespace Messaging.Domain.Reactions;

/// <summary>Recognises one emoji, and writes it in one way whichever keyboard it comes from.</summary>
public static class Emoji
{
    /// <summary>Longest emoji, in UTF-16 units: twice the longest sequence that Unicode recommends.</summary>
    public const int MaxChars = 64;

    private const int Joiner = 0x200D;
    private const int TextStyle = 0xFE0E;
    private const int EmojiStyle = 0xFE0F;
    private const int Keycap = 0x20E3;

    /// <summary>Below this code point, Unicode adds no emoji: the two tables are complete there (Unicode 17).</summary>
    private const int FirstNew = 0x1F300;

    /// <summary>Emoji below <see cref="FirstNew"/> that are drawn in colour without U+FE0F (Emoji_Presentation), but for flags.</summary>
    private static readonly (int First, int Last)[] Colourful = Ranges(
        "231a-231b 23e9-23ec 23f0 23f3 25fd-25fe 2614-2615 2648-2653 267f 2693 26a1 26aa-26ab 26bd-26be 26c4-26c5 26ce 26d4 26ea 26f2-26f3 26f5 26fa 26fd 2705 "
        + "270a-270b 2728 274c 274e 2753-2755 2757 2795-2797 27b0 27bf 2b1b-2b1c 2b50 2b55 1f004 1f0cf 1f18e 1f191-1f19a 1f201 1f21a 1f22f 1f232-1f236 1f238-1f23a 1f250-1f251");

    /// <summary>All emoji that are drawn as text without U+FE0F. New ones are drawn in colour.</summary>
    private static readonly (int First, int Last)[] Plain = Ranges(
        "a9 ae 203c 2049 2122 2139 2194-2199 21a9-21aa 2328 23cf 23ed-23ef 23f1-23f2 23f8-23fa 24c2 25aa-25ab 25b6 25c0 25fb-25fc 2600-2604 260e 2611 2618 261d 2620 "
        + "2622-2623 2626 262a 262e-262f 2638-263a 2640 2642 265f-2660 2663 2665-2666 2668 267b 267e 2692 2694-2697 2699 269b-269c 26a0 26a7 26b0-26b1 26c8 26cf 26d1 26d3 "
        + "26e9 26f0-26f1 26f4 26f7-26f9 2702 2708-2709 270c-270d 270f 2712 2714 2716 271d 2721 2733-2734 2744 2747 2763-2764 27a1 2934-2935 2b05-2b07 3030 303d 3297 3299 "
        + "1f170-1f171 1f17e-1f17f 1f202 1f237 1f321 1f324-1f32c 1f336 1f37d 1f396-1f397 1f399-1f39b 1f39e-1f39f 1f3cb-1f3ce 1f3d4-1f3df 1f3f3 1f3f5 1f3f7 1f43f 1f441 1f4fd "
        + "1f549-1f54a 1f56f-1f570 1f573-1f579 1f587 1f58a-1f58d 1f590 1f5a5 1f5a8 1f5b1-1f5b2 1f5bc 1f5c2-1f5c4 1f5d1-1f5d3 1f5dc-1f5de 1f5e1 1f5e3 1f5e8 1f5ef 1f5f3 1f5fa "
        + "1f6cb 1f6cd-1f6cf 1f6e0-1f6e5 1f6e9 1f6f0 1f6f3");

    /// <summary>The emoji in the form that emoji keyboards write, where U+FE0F stands exactly where it is needed.</summary>
    /// <returns>Null when the text is not one emoji.</returns>
    public static string? Normalize(string? text)
    {
        if (text is null or { Length: 0 or > MaxChars } || StringInfo.GetNextTextElementLength(text) != text.Length) return null;
        Rune[] runes = [.. text.EnumerateRunes().Where(rune => rune.Value is not (TextStyle or EmojiStyle))];
        if (runes is [var left, var right] && IsFlagLetter(left) && IsFlagLetter(right)) return $"{left}{right}";
        if (runes is [var key, { Value: Keycap }] && key.Value is '#' or '*' or (>= '0' and <= '9')) return $"{key}\uFE0F\u20E3";

        var written = new StringBuilder(text.Length);
        for (var at = 0; at < runes.Length;)
        {
            if (!IsPictograph(runes[at])) return null;
            var (picture, next) = (runes[at], at + 1);
            written.Append(picture.ToString());
            if (next < runes.Length && IsSkinTone(runes[next])) written.Append(runes[next++].ToString());
            else if (IsIn(Plain, picture.Value)) written.Append('\uFE0F');
            // In the flags of England, Scotland and Wales, letters that are not drawn.
            while (next < runes.Length && IsTag(runes[next])) written.Append(runes[next++].ToString());
            if (next == runes.Length) return written.ToString();
            if (runes[next].Value != Joiner) return null;
            written.Append(runes[next].ToString());
            at = next + 1;
        }

        return null;
    }

    // The runtime tells the property Extended_Pictographic, which is that of emoji here, only by what a joiner joins (UAX #29, GB11).
    private static bool IsPictograph(Rune rune)
    {
        if (rune.Value < FirstNew) return IsIn(Colourful, rune.Value) || IsIn(Plain, rune.Value);
        if (IsSkinTone(rune)) return false;
        var joined = $"{rune}\u200D\u2764";
        return StringInfo.GetNextTextElementLength(joined) == joined.Length;
    }

    private static bool IsSkinTone(Rune rune) => rune.Value is >= 0x1F3FB and <= 0x1F3FF;

    private static bool IsFlagLetter(Rune rune) => rune.Value is >= 0x1F1E6 and <= 0x1F1FF;

    private static bool IsTag(Rune rune) => rune.Value is >= 0xE0020 and <= 0xE007F;

    private static bool IsIn((int First, int Last)[] ranges, int value) => Array.Exists(ranges, range => value >= range.First && value <= range.Last);

    private static (int First, int Last)[] Ranges(string text) => Array.ConvertAll(text.Split(' '), range =>
    {
        var ends = Array.ConvertAll(range.Split('-'), end => int.Parse(end, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        return (ends[0], ends[^1]);
    });
}

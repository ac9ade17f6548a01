using System.Globalization;

namespace Messaging.Load;

/// <summary>Options of the form <c>--name value</c>.</summary>
internal sealed class LoadOptions(string[] arguments)
{
    /// <exception cref="FormatException">It is there, but not followed by a number of at least 1.</exception>
    public int Get(string name, int standard) => GetText(name) is { } text ? Number(name, text) : standard;

    /// <summary>Numbers with commas between them.</summary>
    /// <exception cref="FormatException">One of them is not a number of at least 1.</exception>
    public IReadOnlyList<int> GetNumbers(string name, params int[] standard) =>
        GetText(name) is { } text ? [.. text.Split(',').Select(part => Number(name, part))] : standard;

    /// <summary>Words with commas between them, each of which must be known.</summary>
    /// <exception cref="FormatException">One of them is not known.</exception>
    public IReadOnlyList<string> GetWords(string name, params string[] known) => GetText(name)?.Split(',') is not { } words
        ? known
        : Array.Find(words, word => !known.Contains(word)) is { } other
            ? throw new FormatException($"{name} does not know {other}. It takes: {string.Join(", ", known)}.")
            : words;

    /// <returns>Null when the option is not there.</returns>
    /// <exception cref="FormatException">It is there, but nothing follows.</exception>
    public string? GetText(string name)
    {
        var index = Array.IndexOf(arguments, name);
        if (index < 0) return null;
        return index + 1 < arguments.Length ? arguments[index + 1] : throw new FormatException($"{name} needs a value.");
    }

    private static int Number(string name, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0
            ? value
            : throw new FormatException($"{name} needs a number of at least 1.");
}

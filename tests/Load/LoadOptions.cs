using System.Globalization;

namespace Messaging.Load;

/// <summary>Options of the form <c>--name number</c>.</summary>
internal sealed class LoadOptions(string[] arguments)
{
    /// <exception cref="FormatException">It is there, but not followed by a number of at least 1.</exception>
    public int Get(string name, int standard)
    {
        var index = Array.IndexOf(arguments, name);
        if (index < 0) return standard;
        return index + 1 < arguments.Length && int.TryParse(arguments[index + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0
            ? value
            : throw new FormatException($"{name} needs a number of at least 1.");
    }
}

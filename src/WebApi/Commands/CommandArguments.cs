namespace Messaging.WebApi.Commands;

/// <summary>Arguments of a command, as <c>--name value</c>.</summary>
internal static class CommandArguments
{
    public static string? ValueOf(this string[] args, string name)
    {
        var index = Array.IndexOf(args, name);
        return index >= 0 && index + 1 < args.Length ? args[index + 1] : null;
    }
}

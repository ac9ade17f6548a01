using System.Text.RegularExpressions;
using Messaging.Integration.Browser;
using Xunit;

namespace Messaging.Integration.Support;

/// <summary>
/// Somebody who adds chat to an app of their own, word for word as docs/add-chat.md says, with other people's packages
/// and with ours from the tarballs of the build.
/// </summary>
internal static partial class Stranger
{
    private static readonly Lazy<Task> Installing = new(InstallAsync);

    /// <summary>Has the packages; the apps stand below it.</summary>
    public static string Folder { get; } = Path.Combine(Path.GetDirectoryName(Node.Folder)!, "strangers");

    /// <summary>The programs of the document by their file names.</summary>
    public static IReadOnlyDictionary<string, string> Programs(string section)
    {
        var text = File.ReadAllText(Path.Combine(Node.Folder, "..", "..", "..", "docs", "add-chat.md"));
        var from = text.IndexOf($"\n## {section}\n", StringComparison.Ordinal);
        Assert.True(from >= 0, $"The document has no section {section}");
        var end = text.IndexOf("\n## ", from + 1, StringComparison.Ordinal);
        return NamedBlocks().Matches(text[from..(end < 0 ? text.Length : end)]).ToDictionary(block => block.Groups["file"].Value, block => block.Groups["code"].Value);
    }

    /// <summary>Makes an app of a section of the document, for a server at this address.</summary>
    /// <returns>Its folder.</returns>
    public static async Task<string> WriteAsync(string name, IReadOnlyDictionary<string, string> programs, Uri server)
    {
        await Installing.Value;
        var folder = FolderOf(name);
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        foreach (var (file, code) in programs)
        {
            var path = Path.Combine(folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, code.Replace("https://chat.example.com", server.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal));
        }

        return folder;
    }

    public static string FolderOf(string name) => Path.Combine(Folder, "apps", name);

    /// <summary>The program of a package of other people.</summary>
    public static string Tool(string path) => Path.Combine(Folder, "node_modules", path);

    private static async Task InstallAsync()
    {
        var tarballs = Path.Combine(WebClient.Folder, "packages");
        if (!Directory.Exists(tarballs))
        {
            const string Reason = "The npm packages were not built (Node is missing, or SkipClientApp was set)";
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true", Reason);
            Assert.Skip(Reason);
        }

        await Node.InstallAsync(Folder);
        await Node.RunInAsync(Folder, "npm", ["install", "--no-save", "--no-audit", "--no-fund", .. Directory.GetFiles(tarballs, "*.tgz")]);
    }

    [GeneratedRegex(@"^```\w+ (?<file>\S+)\n(?<code>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NamedBlocks();
}

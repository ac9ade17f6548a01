using System.Text.RegularExpressions;

namespace Messaging.Unit.Support;

/// <summary>The files of the repository, for rules that compiled code does not show.</summary>
internal static partial class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>C# that people write in src, by path from the root. Generated migrations are not among them.</summary>
    public static IReadOnlyList<SourceFile> Source { get; } =
    [
        .. Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => !NotWritten().IsMatch(path))
            .Order(StringComparer.Ordinal)
            .Select(path => new SourceFile(path, Read(path))),
    ];

    /// <summary>TypeScript that people write in the web client and its packages, by path from the root.</summary>
    public static IReadOnlyList<SourceFile> Client { get; } =
    [
        .. new[] { "src/WebApi/ClientApp/src", "src/WebApi/ClientApp/packages" }
            .SelectMany(folder => Directory.EnumerateFiles(PathOf(folder), "*.ts*", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => !path.Contains("/node_modules/", StringComparison.Ordinal) && !path.Contains("/dist/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(path => new SourceFile(path, Read(path))),
    ];

    public static string Read(string path) => File.ReadAllText(PathOf(path));

    public static string PathOf(string path) => Path.Combine(Root, path);

    /// <summary>The source without comments, since a name in a comment is no use of it.</summary>
    public static string WithoutComments(string source) => Comments().Replace(source, "");

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Messaging.sln"))) directory = directory.Parent;
        return directory?.FullName ?? throw new InvalidOperationException($"No Messaging.sln above {AppContext.BaseDirectory}.");
    }

    [GeneratedRegex("/(?:bin|obj|node_modules|ClientApp|Migrations)/", RegexOptions.None, 1000)]
    private static partial Regex NotWritten();

    // Only whole-line comments: a // inside a string is an address.
    [GeneratedRegex(@"^\s*//.*$", RegexOptions.Multiline, 1000)]
    private static partial Regex Comments();
}

/// <param name="Path">From the root, with forward slashes.</param>
/// <param name="Text">The whole file.</param>
internal sealed record SourceFile(string Path, string Text);

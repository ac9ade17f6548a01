namespace Messaging.Testing;

/// <summary>Finds an installed Chromium or Chrome.</summary>
internal static class ChromiumPath
{
    /// <returns>The program that <c>CHROMIUM</c> names, or the first one in <c>PATH</c>; null if there is none.</returns>
    public static string? Find()
    {
        string[] names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        var candidates = folders.SelectMany(folder => names.Select(name => Path.Combine(folder, name)));
        return candidates.Prepend(Environment.GetEnvironmentVariable("CHROMIUM") ?? "").FirstOrDefault(File.Exists);
    }
}

namespace Messaging.Testing;

/// <summary>
/// Finds an installed Chromium or Chrome. The one that is built without windows comes first: it needs less than half of the
/// processor time, because the others run the interface of the browser in headless mode too.
/// </summary>
internal static class ChromiumPath
{
    private static readonly string[] Names =
        ["chromium-headless-shell", "chrome-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    /// <returns>The program that <c>CHROMIUM</c> names, or the first one in <c>PATH</c>; null if there is none.</returns>
    public static string? Find()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        var candidates = Names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name)));
        return candidates.Prepend(Environment.GetEnvironmentVariable("CHROMIUM") ?? "").FirstOrDefault(File.Exists);
    }
}

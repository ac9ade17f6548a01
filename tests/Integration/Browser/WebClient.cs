using Messaging.Integration.Support;
using Xunit;

namespace Messaging.Integration.Browser;

/// <summary>The app with its web client, which the build has put into <c>src/WebApi/wwwroot</c>.</summary>
internal static class WebClient
{
    public static readonly string Folder = Path.GetFullPath(Path.Combine(Node.Folder, "..", "..", "..", "src", "WebApi", "wwwroot"));

    /// <param name="settings">Configuration on top of the tests' own.</param>
    public static Task<TestApp> StartAsync(Dictionary<string, string?>? settings = null)
    {
        if (!File.Exists(Path.Combine(Folder, "index.html")))
        {
            const string Reason = "The web client was not built (Node is missing, or SkipClientApp was set); the browser tests cannot run";
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true", Reason);
            Assert.Skip(Reason);
        }

        return TestApp.StartAsync(settings: new Dictionary<string, string?>(settings ?? []) { ["webroot"] = Folder });
    }
}

using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Messaging.Broker.Protocol;

namespace Messaging.Load;

/// <summary>
/// The app as a process of its own on a free port, with a temporary data folder and without rate
/// limits. Settings of the environment reach it, so the database may be another than SQLite.
/// </summary>
internal sealed partial class LoadApp : IAsyncDisposable
{
    private const string AppId = "load", Key = "load-key", Secret = "load-secret";

    private readonly DirectoryInfo _home;
    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };

    private LoadApp(DirectoryInfo home, IReadOnlyDictionary<string, string> environment, ServerProcess server) =>
        (_home, _environment, Server) = (home, environment, server);

    /// <summary>The folder with its data.</summary>
    public string Home => _home.FullName;

    public ServerProcess Server { get; private set; }

    public Uri Address => Server.Address;

    /// <param name="settings">Settings of the app beyond those of the environment, by their names there.</param>
    /// <exception cref="InvalidOperationException">The app ended before it was ready.</exception>
    public static async Task<LoadApp> StartAsync(IReadOnlyDictionary<string, string>? settings = null)
    {
        var home = Directory.CreateTempSubdirectory("messaging-load-");
        var environment = new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["Data__Directory"] = home.FullName,
            ["RateLimits__Enabled"] = "false",
            // All clients come from this machine, and few users have many connections.
            ["Broker__MaxConnectionsPerAddress"] = "0",
            ["Broker__MaxConnectionsPerUser"] = "0",
            ["Pusher__AppId"] = AppId,
            ["Pusher__Key"] = Key,
            ["Pusher__Secret"] = Secret,
            // The web client, where it was built.
            ["ASPNETCORE_WEBROOT"] = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../../src/WebApi/wwwroot")),
        };
        foreach (var (name, value) in settings ?? new Dictionary<string, string>()) environment[name] = value;
        try
        {
            return new LoadApp(home, environment, await StartServerAsync(home, environment));
        }
        catch
        {
            home.Delete(recursive: true);
            throw;
        }
    }

    /// <summary>Ends the app, and starts it again on another port with the same data.</summary>
    /// <param name="meanwhile">Runs while the app does not.</param>
    public async Task RestartAsync(Func<Task> meanwhile)
    {
        await Server.DisposeAsync();
        await meanwhile();
        Server = await StartServerAsync(_home, _environment);
    }

    /// <summary>The resources that the app holds at this moment.</summary>
    public async Task<LoadUsage> GetUsageAsync()
    {
        var metrics = await _http.GetStringAsync(new Uri(Address, "/metrics"));
        var channels = await GetChannelsAsync();
        return new LoadUsage(
            Server.WorkingSetMb, Metric(metrics, "dotnet_gc_last_collection_heap_size_bytes") / 1e6, Server.Handles, Server.Threads,
            (int)Metric(metrics, "kestrel_upgraded_connections"), channels.Count, channels.Values.Sum());
    }

    /// <summary>The broker's channels with the number of subscriptions in each.</summary>
    public async Task<IReadOnlyDictionary<string, int>> GetChannelsAsync()
    {
        var query = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["auth_key"] = Key,
            ["auth_timestamp"] = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            ["auth_version"] = "1.0",
            ["info"] = "subscription_count",
        };
        query["auth_signature"] = PusherSignature.ForRequest(Secret, "GET", $"/apps/{AppId}/channels", query);
        var answer = await _http.GetStringAsync(new Uri(Address, $"/apps/{AppId}/channels?{string.Join('&', query.Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}"))}"));
        return JsonElement.Parse(answer).GetProperty("channels").EnumerateObject()
            .ToDictionary(channel => channel.Name, channel => channel.Value.GetProperty("subscription_count").GetInt32());
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Server.DisposeAsync();
        _home.Delete(recursive: true);
    }

    private static Task<ServerProcess> StartServerAsync(DirectoryInfo home, IReadOnlyDictionary<string, string> environment) => ServerProcess.StartAsync(
        "dotnet", [Path.Combine(AppContext.BaseDirectory, "Messaging.WebApi.dll")], home.FullName, environment, Announcement());

    // One metric may have a line for each combination of labels.
    private static double Metric(string metrics, string name) => metrics.Split('\n')
        .Where(line => line.StartsWith(name, StringComparison.Ordinal) && line.Length > name.Length && line[name.Length] is ' ' or '{')
        .Sum(line => double.Parse(MetricValue().Match(line).Groups["value"].Value, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"Chat: \W*(?<address>http://[^\s""\\]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Announcement();

    [GeneratedRegex(@"^\w+(\{.*\})? (?<value>\S+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MetricValue();
}

/// <param name="WorkingSetMb">Memory of the process as the system counts it, in megabytes.</param>
/// <param name="HeapMb">Managed memory after the last collection, in megabytes.</param>
/// <param name="Handles">Open files and sockets.</param>
/// <param name="Threads">Threads of the process.</param>
/// <param name="Connections">WebSockets of the broker.</param>
/// <param name="Channels">Channels with subscribers.</param>
/// <param name="Subscriptions">Subscriptions over all channels.</param>
internal sealed record LoadUsage(double WorkingSetMb, double HeapMb, int Handles, int Threads, int Connections, int Channels, int Subscriptions)
{
    public const string Header = "          | working set MB | heap MB | handles | threads | connections | channels | subscriptions";

    public string Line(string name) => string.Create(CultureInfo.InvariantCulture,
        $"{name,-9} | {WorkingSetMb,14:F0} | {HeapMb,7:F0} | {Handles,7} | {Threads,7} | {Connections,11} | {Channels,8} | {Subscriptions,13}");
}

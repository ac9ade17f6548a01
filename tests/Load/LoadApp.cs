using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Messaging.Infrastructure.Realtime;

namespace Messaging.Load;

/// <summary>
/// The app as a process of its own on a free port, with a temporary data folder and without rate
/// limits. Settings of the environment reach it, so the database may be another than SQLite.
/// </summary>
internal sealed partial class LoadApp : IAsyncDisposable
{
    private const string AppId = "load", Key = "load-key", Secret = "load-secret";
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(5);

    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("messaging-load-");
    private readonly Process _process;
    private readonly TaskCompletionSource<Uri> _announced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };

    private LoadApp()
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Messaging.WebApi.dll")])
        {
            WorkingDirectory = _home.FullName,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["Data__Directory"] = _home.FullName;
        start.Environment["RateLimits__Enabled"] = "false";
        (start.Environment["Pusher__AppId"], start.Environment["Pusher__Key"], start.Environment["Pusher__Secret"]) = (AppId, Key, Secret);
        // The web client, where it was built.
        start.Environment["ASPNETCORE_WEBROOT"] = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../../src/WebApi/wwwroot"));
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) =>
        {
            if (Announcement().Match(line.Data ?? "") is { Success: true } match) _announced.TrySetResult(new Uri(match.Groups["address"].Value));
        };
        // Who interrupts the program ends the app, too.
        AppDomain.CurrentDomain.ProcessExit += Kill;
        _process.Exited += (_, _) => _announced.TrySetException(new InvalidOperationException("The app ended. Start it alone to see why: dotnet run --project src/WebApi"));
    }

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    public static async Task<LoadApp> StartAsync()
    {
        var app = new LoadApp();
        app._process.Start();
        app._process.BeginOutputReadLine();
        try
        {
            app.Address = await app._announced.Task.WaitAsync(StartLimit);
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>What the app holds at this moment.</summary>
    public async Task<LoadUsage> GetUsageAsync()
    {
        _process.Refresh();
        var metrics = await _http.GetStringAsync(new Uri(Address, "/metrics"));
        var channels = await GetChannelsAsync();
        return new LoadUsage(
            _process.WorkingSet64 / 1e6, Metric(metrics, "dotnet_gc_last_collection_heap_size_bytes") / 1e6, _process.HandleCount, _process.Threads.Count,
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
        AppDomain.CurrentDomain.ProcessExit -= Kill;
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _home.Delete(recursive: true);
    }

    private void Kill(object? sender, EventArgs e) => _process.Kill();

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

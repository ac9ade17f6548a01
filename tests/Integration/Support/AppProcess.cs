using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Xunit;

namespace Messaging.Integration.Support;

/// <summary>The built app as a process of its own, to be killed and started again on the same port and data.</summary>
internal sealed partial class AppProcess : IAsyncDisposable
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(5) };

    // Generous: on a busy machine the start alone may take half a minute.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("messaging-process-");
    private readonly ConcurrentQueue<string> _logs = new();
    private readonly Dictionary<string, string?> _settings;
    private TaskCompletionSource<Uri> _announced = new();
    private Process? _process;
    private Uri? _address;

    private AppProcess(IReadOnlyDictionary<string, string?>? settings) => _settings = new(settings ?? new Dictionary<string, string?>());

    public Uri Address => _address ?? throw new InvalidOperationException("The app was not started.");

    /// <summary>The directory that the process runs in, with its database below <c>data</c>.</summary>
    public string Home => _home.FullName;

    /// <summary>Everything that it wrote to its output, over all starts.</summary>
    public IReadOnlyCollection<string> Logs => [.. _logs];

    /// <summary>Starts the app and waits until it is ready.</summary>
    /// <param name="settings">Configuration; nothing else is configured but the port and where files go.</param>
    public static async Task<AppProcess> StartNewAsync(IReadOnlyDictionary<string, string?>? settings = null)
    {
        var app = new AppProcess(settings);
        try
        {
            await app.StartAsync();
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it, on the port of the first time.</summary>
    public async Task StartAsync()
    {
        Launch();
        _address = await _announced.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync("the app is ready", IsReadyAsync, Patience);
    }

    /// <summary>Starts it and kills it after this time, whatever it does then.</summary>
    public async Task KillWhileStartingAsync(TimeSpan after)
    {
        Launch();
        await Task.Delay(after, TestContext.Current.CancellationToken);
        await KillAsync();
    }

    /// <summary>Ends it as <c>kill -9</c> does: it cannot finish anything.</summary>
    public async Task KillAsync()
    {
        if (_process is null) return;
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        _process = null;
    }

    /// <summary>Ends it as a service manager does, with SIGTERM: it may finish.</summary>
    public async Task StopAsync()
    {
        if (_process is null) return;
        using (var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"])) await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _home.Delete(recursive: true);
    }

    private void Launch()
    {
        _announced = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Messaging.WebApi.dll")])
        {
            WorkingDirectory = Home,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (key, value) in _settings) start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        start.Environment["ASPNETCORE_URLS"] = _address?.ToString() ?? "http://127.0.0.1:0";
        start.Environment["Data__Directory"] = Path.Combine(Home, "data");
        start.Environment.Remove("ASPNETCORE_ENVIRONMENT");

        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Read(line.Data);
        process.Exited += (_, _) =>
        {
            // Until what it wrote last has come.
            process.WaitForExit();
            _announced.TrySetException(new InvalidOperationException($"The app ended:\n{string.Join('\n', _logs)}"));
        };
        process.Start();
        _process = process;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    private void Read(string? line)
    {
        if (line is null) return;
        _logs.Enqueue(line);
        if (Announcement().Match(line) is { Success: true } match) _announced.TrySetResult(new Uri(match.Groups["address"].Value));
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await Http.GetAsync(new Uri(Address, "/health/ready"), TestContext.Current.CancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or TimeoutException or OperationCanceledException)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            return false;
        }
    }

    [GeneratedRegex(@"Messaging is running\. Chat: \W*(?<address>http://[^\s""\\]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Announcement();
}

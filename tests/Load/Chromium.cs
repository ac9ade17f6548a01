using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;

namespace Messaging.Load;

/// <summary>A headless Chromium with a profile of its own, driven over its DevTools protocol: opening tabs needs no more.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private readonly DirectoryInfo _profile = Directory.CreateTempSubdirectory("messaging-chromium-");
    private readonly Process _process;
    private readonly HttpClient _http = new();

    private Chromium(string program) => _process = Process.Start(new ProcessStartInfo(program,
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--remote-debugging-port=0",
        $"--user-data-dir={_profile.FullName}", "about:blank",
    ]) { UseShellExecute = false, RedirectStandardError = true })!;

    public static async Task<Chromium> StartAsync()
    {
        var chromium = new Chromium(Find());
        while (await chromium._process.StandardError.ReadLineAsync() is { } line)
        {
            if (!line.StartsWith("DevTools listening on ", StringComparison.Ordinal)) continue;
            var address = new Uri(line["DevTools listening on ".Length..]);
            chromium._http.BaseAddress = new UriBuilder("http", address.Host, address.Port).Uri;
            // Its further complaints must not fill the pipe.
            _ = chromium._process.StandardError.ReadToEndAsync();
            return chromium;
        }

        throw new InvalidOperationException("Chromium did not start.");
    }

    public async Task<ChromiumTab> OpenTabAsync(Uri page)
    {
        using var answer = await _http.PutAsync(new Uri($"/json/new?{page}", UriKind.Relative), null);
        var tab = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return new ChromiumTab(_http, tab.GetProperty("id").GetString()!, new Uri(tab.GetProperty("webSocketDebuggerUrl").GetString()!));
    }

    /// <summary>Leaves the session where the web client keeps it.</summary>
    public async Task SignInAsync(LoadUser user, Uri app)
    {
        var session = JsonSerializer.Serialize(new
        {
            accessToken = user.Session.GetProperty("accessToken"),
            refreshToken = user.Session.GetProperty("refreshToken"),
            expiresAt = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds(),
            user = user.Session.GetProperty("user"),
        });
        var tab = await OpenTabAsync(new Uri(app, "/"));
        await tab.EvaluateAsync($"localStorage.setItem('messaging.session', JSON.stringify({session}))", app);
        await tab.CloseAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _profile.Delete(recursive: true);
    }

    private static string Find()
    {
        string[] names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
        var candidates = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).SelectMany(folder => names.Select(name => Path.Combine(folder, name)));
        return candidates.Prepend(Environment.GetEnvironmentVariable("CHROMIUM") ?? "").FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException("Chromium is not installed; set CHROMIUM to its path.");
    }
}

/// <summary>One tab.</summary>
internal sealed class ChromiumTab(HttpClient http, string id, Uri debugger)
{
    /// <summary>Runs a script in the page, once the page is there: before that it would run in an empty one.</summary>
    /// <param name="script">An expression.</param>
    /// <param name="origin">Where the page comes from.</param>
    public async Task EvaluateAsync(string script, Uri origin)
    {
        while (await ValueAsync($"(({script}), true)", origin) is not { ValueKind: JsonValueKind.True }) await Task.Delay(50);
    }

    /// <summary>Waits until an expression has a number as its value.</summary>
    /// <param name="expression">An expression; null or undefined until it is time.</param>
    /// <param name="origin">Where the page comes from.</param>
    public async Task<double> NumberAsync(string expression, Uri origin)
    {
        JsonElement? value;
        while ((value = await ValueAsync(expression, origin)) is not { ValueKind: JsonValueKind.Number }) await Task.Delay(50);
        return value.Value.GetDouble();
    }

    private async Task<JsonElement?> ValueAsync(string expression, Uri origin)
    {
        expression = $"location.origin === '{origin.GetLeftPart(UriPartial.Authority)}' && document.readyState === 'complete' ? ({expression}) : null";
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(debugger, CancellationToken.None);
        await socket.SendAsync(
            JsonSerializer.SerializeToUtf8Bytes(new { id = 1, method = "Runtime.evaluate", @params = new { expression } }),
            WebSocketMessageType.Text, true, CancellationToken.None);
        var buffer = new byte[64 * 1024];
        var received = await socket.ReceiveAsync(buffer, CancellationToken.None);
        using var answer = JsonDocument.Parse(buffer.AsMemory(0, received.Count));
        return answer.RootElement.GetProperty("result").GetProperty("result").TryGetProperty("value", out var value) ? value.Clone() : null;
    }

    public async Task CloseAsync()
    {
        using var _ = await http.GetAsync(new Uri($"/json/close/{id}", UriKind.Relative));
    }
}

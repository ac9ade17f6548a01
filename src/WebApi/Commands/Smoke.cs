using System.Globalization;
using System.Text.Json;

namespace Messaging.WebApi.Commands;

/// <summary>
/// The command <c>smoke https://host</c>: looks at an installation from the outside, as a client does,
/// with a message from one user to another. Needs neither settings nor database of its own.
/// </summary>
internal static class Smoke
{
    private const string Usage = """
        usage: … -- smoke https://host [--user NAME --password PASSWORD, twice] [--wait SECONDS]

        Without users it registers two that are used once. SECONDS (default 20) is how long a pushed event may take.
        """;

    // A poll waits 25 s; the rest is for the network and for a host that has just started.
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(45);

    /// <returns>The exit code: 0 when everything is as it should be, 1 when a check failed, 2 when the arguments cannot be understood.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output)
    {
        if (args.Length > 0 && Uri.TryCreate(args[0], UriKind.Absolute, out var asked) && asked.AbsolutePath != "/")
        {
            await output.WriteLineAsync($"FAIL  {asked} has a path. {PathBase.Sentence}");
            return 2;
        }

        if (Parse(args) is not { } options)
        {
            await output.WriteLineAsync(Usage);
            return 2;
        }

        var report = new SmokeReport(output);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5) + options.Wait);
        using var api = new SmokeApi(options.Address, CallLimit);
        await CheckAsync(report, api, options, limit.Token);
        await output.WriteLineAsync(report.HasFailed ? $"FAIL: some checks failed for {options.Address}." : $"ok    {options.Address} works.");
        return report.HasFailed ? 1 : 0;
    }

    private static async Task CheckAsync(SmokeReport report, SmokeApi api, Options options, CancellationToken cancellationToken)
    {
        var isTls = options.Address.Scheme == Uri.UriSchemeHttps;
        if (isTls)
            await report.CheckAsync("TLS", "get a certificate for this host name and renew it in time", () => SmokeTransport.CertificateAsync(options.Address, cancellationToken));
        else if (!options.Address.IsLoopback)
            await report.WarnAsync("TLS", "passwords and messages can be read on the way: put a proxy with TLS in front (deploy/nginx.conf)");
        if (isTls && options.Address.IsDefaultPort)
            await report.CheckAsync("plain HTTP", "redirect port 80 to https, or close it", () => SmokeTransport.RedirectAsync(options.Address, CallLimit, cancellationToken));

        var isAlive = await report.CheckAsync("alive", "is the app running, and does the proxy pass /health/ on to it", async () =>
        {
            using var answer = await api.GetAsync("/health/live", cancellationToken);
            return (int)answer.StatusCode == 200 ? "/health/live answers" : throw new SmokeException($"/health/live answered {(int)answer.StatusCode}");
        });
        // Everything that follows would only say the same again.
        if (!isAlive) return;

        await report.CheckAsync("ready", "look at /health/ready and into the log of the app", async () => Ready(await api.AskAsync(HttpMethod.Get, "/health/ready", cancellationToken)));
        await report.CheckAsync("API document", "does the proxy pass /openapi/ on", async () =>
            $"{(await api.AskAsync(HttpMethod.Get, "/openapi/v1.json", cancellationToken)).GetProperty("paths").EnumerateObject().Count()} addresses");
        await report.CheckAsync("security headers", "let the proxy keep the headers of the app, and add Strict-Transport-Security with TLS", () => SmokeTransport.HeadersAsync(api, cancellationToken));
        await report.CheckAsync("metrics", "let only the scraper reach /metrics: refuse it in the proxy", async () =>
        {
            using var metrics = await api.GetAsync("/metrics", cancellationToken);
            if (!metrics.IsSuccessStatusCode) return "hidden here";
            return options.Address.IsLoopback ? "they answer; on this machine that is fine" : throw new SmokeException("/metrics answers anybody");
        });

        JsonElement push = default;
        var isConfigured = await report.CheckAsync("settings for clients", "set ASPNETCORE_FORWARDEDHEADERS_ENABLED=true and let the proxy send X-Forwarded-Proto and Host, or set Pusher:ForceTls", async () =>
        {
            push = (await api.AskAsync(HttpMethod.Get, "/api/v1/config", cancellationToken)).GetProperty("push");
            var driver = push.GetProperty("driver").GetString();
            if (isTls && driver != "none" && !push.GetProperty("forceTls").GetBoolean())
                throw new SmokeException("browsers are told to connect without TLS, which a page with TLS must not");
            return driver == "none" ? "push is off, clients poll" : $"push is {driver} at {SmokePush.AddressOf(push).GetLeftPart(UriPartial.Authority)}";
        });
        if (isConfigured) await SmokeMessage.CheckAsync(report, api, push, options.Users, options.Wait, cancellationToken);
    }

    private static string Ready(JsonElement health)
    {
        var status = health.GetProperty("status").GetString();
        var bad = health.GetProperty("checks").EnumerateObject().Where(check => check.Value.GetProperty("status").GetString() != "Healthy")
            .Select(check => $"{check.Name}: {check.Value.GetProperty("description").GetString()}");
        return status == "Healthy" ? "Healthy" : throw new SmokeException($"{status} ({string.Join(", ", bad)})");
    }

    private static Options? Parse(string[] args)
    {
        if (args.Length == 0 || args.Length % 2 == 0 || !Uri.TryCreate(args[0], UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")) return null;
        List<string> names = [], passwords = [];
        var wait = 20;
        foreach (var pair in args[1..].Chunk(2))
        {
            switch (pair[0])
            {
                case "--user": names.Add(pair[1]); break;
                case "--password": passwords.Add(pair[1]); break;
                case "--wait" when int.TryParse(pair[1], NumberStyles.None, CultureInfo.InvariantCulture, out wait) && wait is >= 1 and <= 300: break;
                default: return null;
            }
        }

        if (names.Count != passwords.Count || names.Count is not (0 or 2)) return null;
        return new Options(new Uri(address.GetLeftPart(UriPartial.Authority)), [.. names.Zip(passwords)], TimeSpan.FromSeconds(wait));
    }

    private sealed record Options(Uri Address, (string Name, string Password)[] Users, TimeSpan Wait);
}

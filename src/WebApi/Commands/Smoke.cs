using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using Messaging.Application.Common;

namespace Messaging.WebApi.Commands;

/// <summary>
/// The command <c>smoke https://host</c>: looks at an installation from the outside, as a client does,
/// with a message from one user to another. Needs neither settings nor database of its own.
/// </summary>
internal static class Smoke
{
    private const int LongestWait = 300;

    // The longest poll; the rest is for the network and for a host that has just started.
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(Timings.PollWaitSeconds + 20);

    public static Command Create()
    {
        var address = new Argument<Uri>("address") { Description = "Where the app is, for example https://chat.example.com.", CustomParser = ReadAddress };
        var users = new Option<string[]>("--user") { Description = "The name of a user who exists; given twice. Without users two are registered and used once.", HelpName = "name" };
        var passwords = new Option<string[]>("--password") { Description = "That user's password.", HelpName = "password" };
        var wait = new Option<int>("--wait") { Description = "How long a pushed event may take, in seconds.", HelpName = "seconds", DefaultValueFactory = _ => 20 };
        wait.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > LongestWait) result.AddError($"--wait has to be between 1 and {LongestWait}.");
        });

        var command = new Command("smoke", "Check an installation from the outside, as a client does.") { address, users, passwords, wait };
        command.Validators.Add(result =>
        {
            var (names, secrets) = (result.GetValue(users) ?? [], result.GetValue(passwords) ?? []);
            if (names.Length != secrets.Length || names.Length is not (0 or 2)) result.AddError("Give two users, each with a password, or none.");
        });
        command.SetAction((parsed, _) => RunAsync(
            new Options(parsed.GetRequiredValue(address), [.. (parsed.GetValue(users) ?? []).Zip(parsed.GetValue(passwords) ?? [])], TimeSpan.FromSeconds(parsed.GetValue(wait))),
            parsed.InvocationConfiguration.Output));
        return command;
    }

    private static async Task<int> RunAsync(Options options, TextWriter output)
    {
        var report = new SmokeReport(output);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5) + options.Wait);
        using var api = new SmokeApi(options.Address, CallLimit);
        await CheckAsync(report, api, options, limit.Token);
        await output.WriteLineAsync(report.HasFailed ? $"FAIL: some checks failed for {options.Address}." : $"ok    {options.Address} works.");
        return report.HasFailed ? CommandLine.Failed : CommandLine.Succeeded;
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
            if (isTls && SmokePush.IsOn(push) && !push.GetProperty("forceTls").GetBoolean())
                throw new SmokeException("browsers are told to connect without TLS, which a page with TLS must not");
            return !SmokePush.IsOn(push) ? "push is off, clients poll" : $"push is {push.GetProperty("driver").GetString()} at {SmokePush.AddressOf(push).GetLeftPart(UriPartial.Authority)}";
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

    private static Uri? ReadAddress(ArgumentResult result)
    {
        var word = result.Tokens[0].Value;
        if (!Uri.TryCreate(word, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            result.AddError($"{word} is no address: it has to begin with https:// or http://.");
        else if (address.AbsolutePath != "/")
            result.AddError($"{word} has a path. {PathBase.Sentence}");
        else
            return new Uri(address.GetLeftPart(UriPartial.Authority));
        return null;
    }

    private sealed record Options(Uri Address, (string Name, string Password)[] Users, TimeSpan Wait);
}

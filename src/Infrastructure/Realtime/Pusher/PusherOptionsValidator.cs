using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Messaging.Infrastructure.Realtime.Pusher;

/// <summary>
/// Stops the start when the settings of <c>Push</c> and <c>Pusher</c> cannot work together. Each
/// failure is one sentence that says what to set; none repeats a value that may be a secret.
/// </summary>
internal sealed partial class PusherOptionsValidator(IOptions<PushOptions> push) : IValidateOptions<PusherOptions>
{
    public ValidateOptionsResult Validate(string? name, PusherOptions options)
    {
        var failures = Failures(push.Value, options).ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Failures(PushOptions push, PusherOptions app)
    {
        if (!Enum.IsDefined(push.Driver)) return ["Push:Driver is unknown: set it to Embedded, Pusher or None."];
        if (push.Nodes < 1) return ["Push:Nodes counts the nodes of this app: set it to 1 or more."];
        if (push.Driver is PushDriver.None) return [];

        IEnumerable<string> failures = [.. Credentials(push.Driver, app), .. Rotation(app), .. Numbers(app)];
        return push.Driver is PushDriver.Pusher
            ? [.. failures, .. Address(app)]
            : [.. failures, .. Embedded(push)];
    }

    private static IEnumerable<string> Embedded(PushOptions push)
    {
        if (push.Nodes > 1)
            yield return $"Push:Driver is Embedded, but Push:Nodes is {push.Nodes}: the embedded broker knows only the connections of its own process, so set Push:Driver to Pusher, or Push:Nodes to 1.";
    }

    private static IEnumerable<string> Credentials(PushDriver driver, PusherOptions app)
    {
        foreach (var (setting, value) in new[] { ("AppId", app.AppId), ("Key", app.Key), ("Secret", app.Secret) })
        {
            if (string.IsNullOrWhiteSpace(value))
                yield return $"Push:Driver is {driver}, but Pusher:{setting} is empty: set it (it is under App Keys in the dashboard), or set Push:Driver to Embedded or None.";
        }

        if (app.AppId.Length > 0 && !NamePattern().IsMatch(app.AppId))
            yield return "Pusher:AppId may have only letters, digits, - and _: set it to the app_id of the dashboard.";
        if (app.Key.Length > 0 && !NamePattern().IsMatch(app.Key))
            yield return "Pusher:Key may have only letters, digits, - and _: set it to the key of the dashboard.";
        if (app.Secret != app.Secret.Trim())
            yield return "Pusher:Secret begins or ends with white space: set it again without.";
        if (app.Secret.Length > 0 && app.Secret == app.Key)
            yield return "Pusher:Secret is the same as Pusher:Key, which every browser gets: set it to the secret of the dashboard.";
    }

    private static IEnumerable<string> Rotation(PusherOptions app)
    {
        var hasKey = !string.IsNullOrEmpty(app.PreviousKey);
        var hasSecret = !string.IsNullOrEmpty(app.PreviousSecret);
        if (hasKey != hasSecret)
            yield return $"Pusher:{(hasKey ? "PreviousSecret" : "PreviousKey")} is empty: during a key rotation set both PreviousKey and PreviousSecret, otherwise neither.";
        else if (hasKey && app.PreviousKey == app.Key)
            yield return "Pusher:PreviousKey is the same as Pusher:Key: set it to the key before the rotation, or remove both PreviousKey and PreviousSecret.";
        else if (hasKey && app.PreviousSecret == app.PreviousKey)
            yield return "Pusher:PreviousSecret is the same as Pusher:PreviousKey: set it to the secret before the rotation.";
    }

    private static IEnumerable<string> Numbers(PusherOptions app)
    {
        foreach (var (setting, port) in new[] { ("Port", app.Port), ("WsPort", app.WsPort), ("WssPort", app.WssPort) })
        {
            if (port is < 1 or > 65_535)
                yield return $"Pusher:{setting} is {port}: set it to a port from 1 to 65535, or remove it.";
        }

        if (app.TimeoutMilliseconds is < 100 or > 60_000)
            yield return $"Pusher:TimeoutMilliseconds is {app.TimeoutMilliseconds}: set it to 100 to 60000.";
        if (app.WebhookWindowSeconds is < 10 or > 86_400)
            yield return $"Pusher:WebhookWindowSeconds is {app.WebhookWindowSeconds}: set it to 10 to 86400.";
        if (!string.IsNullOrEmpty(app.WebhookUrl) && !(Uri.TryCreate(app.WebhookUrl, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"))
            yield return "Pusher:WebhookUrl is not an http or https address: set the whole public address of /webhooks/pusher, or remove it.";
    }

    private static IEnumerable<string> Address(PusherOptions app)
    {
        var hasCluster = !string.IsNullOrEmpty(app.Cluster);
        var hasHost = !string.IsNullOrEmpty(app.Host);
        if (hasCluster == hasHost)
        {
            yield return hasCluster
                ? "Both Pusher:Cluster and Pusher:Host are set: keep Cluster for Pusher itself, or Host for a compatible server."
                : "Push:Driver is Pusher, but neither Pusher:Cluster nor Pusher:Host is set: set Cluster (for example eu) for Pusher itself, or Host for a compatible server.";
        }
        else if (hasCluster && !NamePattern().IsMatch(app.Cluster!))
        {
            yield return "Pusher:Cluster is not the name of a cluster: set it to the one of the dashboard, for example eu or us2.";
        }
        else if (hasHost && Uri.CheckHostName(app.Host) is UriHostNameType.Unknown)
        {
            yield return "Pusher:Host is not a host name: set it without scheme, port or path; the port goes into Pusher:Port, and Pusher:UseTls chooses the scheme.";
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_\-]+\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex NamePattern();
}

using System.Text.Json;
using Messaging.Application.Realtime;
using Microsoft.Extensions.Options;

namespace Messaging.Infrastructure.Realtime.Pusher;

/// <summary>
/// The push part of <c>check-config</c>: are the settings whole, does the Channels API take our
/// signature, do the clocks agree, does our own webhook address answer. It publishes nothing.
/// </summary>
public sealed class ConfigCheck(IHttpClientFactory clients, IOptions<PushOptions> push, IOptions<PusherOptions> pusher, TimeProvider time)
{
    internal const string HttpClientName = "check-config";

    // The API refuses calls that are more than 600 s off; a clock that is 30 s off gets there.
    private static readonly TimeSpan SkewWorthTelling = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan SkewRefused = TimeSpan.FromSeconds(600);

    /// <summary>Never throws for anything that is wrong with settings, network or service.</summary>
    /// <returns>At least one finding, in the order of looking.</returns>
    public async Task<IReadOnlyList<ConfigFinding>> RunAsync(CancellationToken cancellationToken)
    {
        PusherOptions app;
        try
        {
            app = pusher.Value;
        }
        catch (OptionsValidationException exception)
        {
            return [.. exception.Failures.Select(ConfigFinding.Fail)];
        }
        catch (StartRefusedException exception)
        {
            return [ConfigFinding.Fail(exception.Message)];
        }

        return push.Value.Driver switch
        {
            PushDriver.None => [ConfigFinding.Ok("Push:Driver is None: clients poll, and there is nothing to check.")],
            PushDriver.Embedded => [.. Embedded(app)],
            _ => [.. Settings(app), .. await ApiAsync(app, cancellationToken), await WebhookCheck.RunAsync(NewClient(app), app, time, cancellationToken)],
        };
    }

    private static IEnumerable<ConfigFinding> Embedded(PusherOptions app)
    {
        yield return ConfigFinding.Ok("Push:Driver is Embedded: the credentials are there, and there is no service to call.");
        if (!string.IsNullOrEmpty(app.Cluster) || !string.IsNullOrEmpty(app.Host))
            yield return ConfigFinding.Warn("Pusher:Cluster or Pusher:Host is set, but the embedded broker uses neither: set Push:Driver to Pusher, or remove them.");
    }

    private static IEnumerable<ConfigFinding> Settings(PusherOptions app)
    {
        yield return ConfigFinding.Ok("The settings of Push and Pusher are whole.");
        if (!app.UseTls && !app.ApiAddress().IsLoopback)
            yield return ConfigFinding.Warn("Pusher:UseTls is false: what is sent to the Channels API can be read on the way, so set it to true unless the network is yours.");
        if (!string.IsNullOrEmpty(app.PreviousKey))
            yield return ConfigFinding.Warn("A key rotation is under way: remove Pusher:PreviousKey and Pusher:PreviousSecret when the old key is deleted at the service.");
    }

    private async Task<IReadOnlyList<ConfigFinding>> ApiAsync(PusherOptions app, CancellationToken cancellationToken)
    {
        var address = app.ApiAddress();
        try
        {
            using var http = NewClient(app);
            http.BaseAddress = address;
            var before = time.GetUtcNow();
            using var request = SignedRequest.Create(app, before, HttpMethod.Get, "/channels", [new("filter_by_prefix", "presence-check-config")]);
            using var response = await http.SendAsync(request, cancellationToken);
            var body = await response.Content.ReadAsStringAsync(cancellationToken);
            var after = time.GetUtcNow();

            var answer = ChannelsAnswer.Read((int)response.StatusCode, null, body, after, app.Secret, app.PreviousSecret);
            return [Credentials(address, answer, body), Clock(response.Headers.Date, before + ((after - before) / 2))];
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return [NotReached(address, exception is OperationCanceledException ? $"no answer within {app.TimeoutMilliseconds} ms" : ChannelsAnswer.Clean(exception.Message, app.Secret, app.PreviousSecret))];
        }
    }

    private static ConfigFinding Credentials(Uri address, PublishResult answer, string body) => answer.Outcome switch
    {
        PublishOutcome.Accepted when HasChannels(body) =>
            ConfigFinding.Ok($"The Channels API at {address} takes the app id, key and secret."),
        PublishOutcome.Accepted =>
            ConfigFinding.Fail($"{address} answers, but not as a Channels API: check Pusher:Host and Pusher:Port (a compatible server has a port of its own for the API)."),
        PublishOutcome.Unauthorized =>
            ConfigFinding.Fail($"The Channels API at {address} refuses the call ({answer.Error}): check Pusher:AppId, Key, Secret and Cluster against the dashboard, that the app is enabled, and its quota."),
        PublishOutcome.Unavailable => NotReached(address, answer.Error),
        _ => ConfigFinding.Fail($"The Channels API at {address} does not understand the call ({answer.Error}): check Pusher:Host and Pusher:Port."),
    };

    private static ConfigFinding NotReached(Uri address, string? reason) =>
        ConfigFinding.Fail($"The Channels API at {address} cannot be used ({reason}): check Pusher:Cluster or Pusher:Host, Port and UseTls, and the way out of this network.");

    private static bool HasChannels(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("channels", out _);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static ConfigFinding Clock(DateTimeOffset? theirs, DateTimeOffset ours)
    {
        if (theirs is null)
            return ConfigFinding.Warn("The Channels API sent no Date header, so the clocks were not compared: keep this machine's clock set by NTP.");

        var skew = (theirs.Value - ours).Duration();
        var told = $"This machine's clock and that of the Channels API are {skew.TotalSeconds:0} s apart";
        return skew > SkewRefused ? ConfigFinding.Fail($"{told}: signed calls are refused from 600 s on, so set the clock (NTP).")
            : skew > SkewWorthTelling ? ConfigFinding.Warn($"{told}: set the clock (NTP) before it is 600 s, when signed calls are refused.")
            : ConfigFinding.Ok($"{told}, which is near enough.");
    }

    private HttpClient NewClient(PusherOptions app)
    {
        var http = clients.CreateClient(HttpClientName);
        http.Timeout = TimeSpan.FromMilliseconds(app.TimeoutMilliseconds);
        return http;
    }
}

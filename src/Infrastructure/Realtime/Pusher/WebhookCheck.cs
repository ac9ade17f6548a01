using System.Net.Http.Headers;
using Messaging.Broker.Protocol;

namespace Messaging.Infrastructure.Realtime.Pusher;

/// <summary>
/// Posts a signed webhook without events to the address that the push service was given, and so
/// proves that the way in and the credentials there are right, as seen from this machine.
/// </summary>
internal static class WebhookCheck
{
    private const string WithoutIt = "without webhooks, presence is corrected once a minute only";

    /// <param name="http">Disposed here. It must not follow redirects, since the service does not.</param>
    /// <param name="app">The address and the credentials.</param>
    /// <param name="time">Dates the webhook.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    public static async Task<ConfigFinding> RunAsync(HttpClient http, PusherOptions app, TimeProvider time, CancellationToken cancellationToken)
    {
        using var _ = http;
        if (string.IsNullOrEmpty(app.WebhookUrl))
            return ConfigFinding.Warn($"Pusher:WebhookUrl is not set, so the way in for webhooks was not checked; {WithoutIt}.");

        var address = new Uri(app.WebhookUrl);
        try
        {
            var body = new WebhookBody(time.GetUtcNow().ToUnixTimeMilliseconds(), []).Write();
            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            request.Headers.Add(WebhookBody.KeyHeader, app.Key);
            request.Headers.Add(WebhookBody.SignatureHeader, PusherSignature.ForWebhook(app.Secret, body));
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return Judge(address, (int)response.StatusCode);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            var reason = exception is OperationCanceledException ? $"no answer within {app.TimeoutMilliseconds} ms" : ChannelsAnswer.Clean(exception.Message, app.Secret, app.PreviousSecret);
            return ConfigFinding.Fail($"The webhook address {Shown(address)} cannot be reached from here ({reason}): start the app there, or check Pusher:WebhookUrl, DNS, the proxy and the firewall; {WithoutIt}.");
        }
    }

    private static ConfigFinding Judge(Uri address, int status) => status switch
    {
        >= 200 and < 300 when address.Scheme == Uri.UriSchemeHttps || address.IsLoopback =>
            ConfigFinding.Ok($"The webhook address {Shown(address)} takes a signed webhook."),
        >= 200 and < 300 =>
            ConfigFinding.Warn($"The webhook address {Shown(address)} takes a signed webhook, but over plain http: use https."),
        >= 300 and < 400 =>
            ConfigFinding.Fail($"The webhook address {Shown(address)} redirects ({status}): set Pusher:WebhookUrl, and the address in the dashboard, to where it leads."),
        400 or 401 or 403 =>
            ConfigFinding.Fail($"The webhook address {Shown(address)} refuses our signature ({status}): the app there must run with the same Pusher:Key and Pusher:Secret, and a right clock."),
        404 or 405 =>
            ConfigFinding.Fail($"Nothing takes webhooks at {Shown(address)} ({status}): the path is /webhooks/pusher."),
        _ => ConfigFinding.Fail($"The webhook address {Shown(address)} answers {status}: look into the log of the app there."),
    };

    // Some people put a token into the query of such an address.
    private static string Shown(Uri address) => address.GetLeftPart(UriPartial.Path);
}

using System.Net.Http.Headers;
using Messaging.Broker.Protocol;

namespace Messaging.Broker.Events;

/// <summary>Sends events to an HTTP address, signed over the exact bytes. Any answer but 2xx means "not taken".</summary>
/// <remarks>Source: Pusher Channels documentation, "Webhooks".</remarks>
internal sealed class WebhookSink(Uri url, IHttpClientFactory httpClients, BrokerOptions options, PusherApp app, TimeProvider time)
    : IChannelEventSink
{
    /// <summary>The name of the client in the factory.</summary>
    public const string HttpClientName = "broker-webhooks";

    public async Task HandleAsync(long timeMs, IReadOnlyList<ChannelEvent> events, CancellationToken cancellationToken)
    {
        var body = new WebhookBody(timeMs, events).Write();
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        // Without a charset: receivers compare the whole value.
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add(WebhookBody.KeyHeader, app.Key);
        request.Headers.Add(WebhookBody.SignatureHeader, PusherSignature.ForWebhook(app.Secret, body));

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(options.WebhookTimeoutSeconds), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var client = httpClients.CreateClient(HttpClientName);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
        response.EnsureSuccessStatusCode();
    }
}

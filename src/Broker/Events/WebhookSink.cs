using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Messaging.Broker.Protocol;

namespace Messaging.Broker.Events;

/// <summary>Sends events to an HTTP address, signed over the exact bytes. Any answer but 2xx means "not taken".</summary>
/// <remarks>Source: Pusher Channels documentation, "Webhooks".</remarks>
internal sealed class WebhookSink(Uri url, IHttpClientFactory httpClients, BrokerOptions options, PusherApp app, TimeProvider time)
    : IChannelEventSink
{
    /// <summary>The name of the client in the factory.</summary>
    public const string HttpClientName = "broker-webhooks";

    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task HandleAsync(long timeMs, IReadOnlyList<ChannelEvent> events, CancellationToken cancellationToken)
    {
        var body = Write(timeMs, events);
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        // Without a charset: receivers compare the whole value.
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("X-Pusher-Key", app.Key);
        request.Headers.Add("X-Pusher-Signature", PusherSignature.ForWebhook(app.Secret, body));

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(options.WebhookTimeoutSeconds), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var client = httpClients.CreateClient(HttpClientName);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
        response.EnsureSuccessStatusCode();
    }

    private static byte[] Write(long timeMs, IReadOnlyList<ChannelEvent> events)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, WriterOptions);
        json.WriteStartObject();
        json.WriteNumber("time_ms", timeMs);
        json.WriteStartArray("events");
        foreach (var item in events)
        {
            json.WriteStartObject();
            json.WriteString("name", item.Name);
            json.WriteString("channel", item.Channel);
            WriteIfAny(json, "event", item.Event);
            WriteIfAny(json, "data", item.Data);
            WriteIfAny(json, "socket_id", item.SocketId);
            WriteIfAny(json, "user_id", item.UserId);
            if (item.SubscriptionCount is { } count)
                json.WriteNumber("subscription_count", count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteIfAny(Utf8JsonWriter json, string property, string? value)
    {
        if (value is not null)
            json.WriteString(property, value);
    }
}

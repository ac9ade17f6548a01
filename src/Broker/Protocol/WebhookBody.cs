using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Messaging.Broker.Protocol;

/// <summary>The body of a webhook. <see cref="PusherSignature.ForWebhook"/> signs its exact bytes.</summary>
/// <remarks>Source: Pusher Channels documentation, "Webhooks".</remarks>
/// <param name="TimeMs">When its first event happened: milliseconds since 1970, UTC.</param>
/// <param name="Events">In the order in which they happened.</param>
public sealed record WebhookBody(long TimeMs, IReadOnlyList<ChannelEvent> Events)
{
    /// <summary>The header with the app's key.</summary>
    public const string KeyHeader = "X-Pusher-Key";

    /// <summary>The header with the signature.</summary>
    public const string SignatureHeader = "X-Pusher-Signature";

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The body as JSON.</summary>
    public byte[] Write()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, Relaxed);
        json.WriteStartObject();
        json.WriteNumber("time_ms", TimeMs);
        json.WriteStartArray("events");
        foreach (var item in Events)
            Write(json, item);
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads a body, also as other servers of the protocol write it.</summary>
    /// <returns>Null when it is not a webhook.</returns>
    public static WebhookBody? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            return new(root.GetProperty("time_ms").GetInt64(), [.. root.GetProperty("events").EnumerateArray().Select(ReadEvent)]);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static void Write(Utf8JsonWriter json, ChannelEvent item)
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

    private static void WriteIfAny(Utf8JsonWriter json, string property, string? value)
    {
        if (value is not null)
            json.WriteString(property, value);
    }

    private static ChannelEvent ReadEvent(JsonElement item) => new(
        item.GetProperty("name").GetString() ?? throw new FormatException("An event without a name."),
        item.GetProperty("channel").GetString() ?? throw new FormatException("An event without a channel."),
        Text(item, "user_id"),
        Text(item, "event"),
        Text(item, "data"),
        Text(item, "socket_id"),
        item.TryGetProperty("subscription_count", out var count) ? count.GetInt32() : null);

    /// <summary>Some servers send ids as numbers and data as objects.</summary>
    private static string? Text(JsonElement item, string name) =>
        !item.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : value.ValueKind == JsonValueKind.Null ? null
        : value.GetRawText();
}

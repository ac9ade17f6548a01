using System.Text;
using System.Text.Json;

namespace Messaging.Broker.Protocol;

/// <summary>A frame from a client, with those fields taken out that its kind of event has.</summary>
/// <param name="Event">The event's name.</param>
/// <param name="Channel">The channel that it is about.</param>
/// <param name="Auth">Of subscribe and sign-in: <c>key:signature</c>.</param>
/// <param name="ChannelData">Of subscribe: the signed JSON text.</param>
/// <param name="UserData">Of sign-in: the signed JSON text.</param>
/// <param name="Data">Of client events: a string payload as it is, anything else as JSON text.</param>
internal sealed record ClientMessage(
    string Event,
    string? Channel = null,
    string? Auth = null,
    string? ChannelData = null,
    string? UserData = null,
    string? Data = null)
{
    public bool IsClientEvent => Event.StartsWith("client-", StringComparison.Ordinal);

    /// <summary>Size of the payload in bytes of UTF-8, as the limits count it.</summary>
    public int DataBytes => Data is null ? 0 : Encoding.UTF8.GetByteCount(Data);

    /// <summary>Reads a frame; null when it is not a JSON object with an <c>event</c>.</summary>
    public static ClientMessage? Parse(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8);
            return Read(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string with half a surrogate pair, which is no text.
            return null;
        }
    }

    private static ClientMessage? Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || Text(root, "event") is not { Length: > 0 } name) return null;
        var hasData = root.TryGetProperty("data", out var data);
        if (name.StartsWith("client-", StringComparison.Ordinal))
        {
            return new(name, Text(root, "channel"), Data: !hasData ? null : data.ValueKind == JsonValueKind.String ? data.GetString() : data.GetRawText());
        }

        // The official JavaScript client sends an object, some others the object as a string.
        if (!hasData || data.ValueKind is not (JsonValueKind.String or JsonValueKind.Object))
            return new(name, Text(root, "channel"));
        if (data.ValueKind == JsonValueKind.Object) return ReadFields(name, data);
        if (data.GetString() is not { Length: > 0 } json || !json.AsSpan().TrimStart().StartsWith("{"))
            return new(name, Text(root, "channel"));
        using var inner = JsonDocument.Parse(json);
        return ReadFields(name, inner.RootElement);
    }

    private static ClientMessage ReadFields(string name, JsonElement data) =>
        new(name, Text(data, "channel"), Text(data, "auth"), Text(data, "channel_data"), Text(data, "user_data"));

    private static string? Text(JsonElement element, string property) =>
        element.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

using System.Text;
using System.Text.Json;

namespace Messaging.Integration.Support;

/// <summary>An event as <see cref="FakeChannels"/> received it.</summary>
internal sealed record FakeEvent(string Channel, string Name, string Data, string? ExcludeSocketId)
{
    public int DataBytes => Encoding.UTF8.GetByteCount(Data);

    /// <summary>The payload as JSON.</summary>
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Data);

    /// <summary>Reads the body of either publishing call.</summary>
    public static IReadOnlyList<FakeEvent> Read(byte[] body)
    {
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        return root.TryGetProperty("batch", out var batch)
            ? [.. batch.EnumerateArray().Select(item => One(item, item.GetProperty("channel").GetString()!))]
            : [.. root.GetProperty("channels").EnumerateArray().Select(channel => One(root, channel.GetString()!))];
    }

    private static FakeEvent One(JsonElement item, string channel) => new(
        channel,
        item.GetProperty("name").GetString()!,
        item.GetProperty("data").GetString()!,
        item.TryGetProperty("socket_id", out var socketId) ? socketId.GetString() : null);
}

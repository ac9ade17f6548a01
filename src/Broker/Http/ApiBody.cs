using System.Text.Json;
using Messaging.Broker.Protocol;

namespace Messaging.Broker.Http;

/// <summary>Reads the bodies of <c>events</c> and <c>batch_events</c>.</summary>
internal static class ApiBody
{
    /// <summary>The event of <c>POST events</c>, or what is wrong with the body's form.</summary>
    public static (PostedEvent? Event, Fault? Fault) ReadEvent(ReadOnlyMemory<byte> body) =>
        Read(body, (root, _) => ReadEvent(root, isBatch: false));

    /// <summary>The events of <c>POST batch_events</c>, or what is wrong with the body's form.</summary>
    public static (IReadOnlyList<PostedEvent>? Events, Fault? Fault) ReadBatch(ReadOnlyMemory<byte> body, int maxEvents) =>
        Read<IReadOnlyList<PostedEvent>>(
            body,
            (root, max) =>
            {
                if (!root.TryGetProperty("batch", out var batch) || batch.ValueKind != JsonValueKind.Array)
                    return (null, new(400, "batch has to be an array of events"));
                if (batch.GetArrayLength() > max) return (null, new(400, $"Batch too large (> {max} events)"));
                var events = new List<PostedEvent>();
                foreach (var item in batch.EnumerateArray())
                {
                    var (read, fault) = ReadEvent(item, isBatch: true);
                    if (read is null) return (null, fault);
                    events.Add(read);
                }

                return (events, null);
            },
            maxEvents);

    private static (T? Value, Fault? Fault) Read<T>(ReadOnlyMemory<byte> body, Func<JsonElement, int, (T?, Fault?)> read, int limit = 0)
        where T : class
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? read(document.RootElement, limit)
                : (null, new(400, "The body has to be a JSON object"));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return (null, new(400, "The body is not valid JSON"));
        }
    }

    private static (PostedEvent? Event, Fault? Fault) ReadEvent(JsonElement item, bool isBatch)
    {
        if (item.ValueKind != JsonValueKind.Object) return (null, new(400, "An event has to be a JSON object"));
        if (Text(item, "name") is not { } name) return (null, new(400, "name has to be a string"));
        if (Text(item, "data") is not { } data) return (null, new(400, "data has to be a string"));
        if (HasOther(item, "socket_id") || HasOther(item, "info"))
            return (null, new(400, "socket_id and info have to be strings"));
        var (info, infoFault) = ChannelInfoNames.Parse(Text(item, "info"));
        if (infoFault is not null) return (null, infoFault);

        string[]? channels = null;
        if (!isBatch && item.TryGetProperty("channels", out var list) && list.ValueKind == JsonValueKind.Array)
            channels = [.. list.EnumerateArray().Select(channel => channel.ValueKind == JsonValueKind.String ? channel.GetString()! : "").Distinct()];
        else if (Text(item, "channel") is { } channel)
            channels = [channel];
        return channels is null
            ? (null, new(400, isBatch ? "channel has to be a string" : "channels has to be an array of strings, or channel a string"))
            : (new(new(name, data, channels, Text(item, "socket_id")), info), null);
    }

    private static bool HasOther(JsonElement item, string property) =>
        item.TryGetProperty(property, out var value) && value.ValueKind is not (JsonValueKind.String or JsonValueKind.Null);

    private static string? Text(JsonElement item, string property) =>
        item.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

/// <summary>An event and what its sender wants to know about its channels; null when nothing.</summary>
internal sealed record PostedEvent(BrokerEvent Event, ChannelInfo? Info);

/// <summary>The attributes of <c>info</c>.</summary>
[Flags]
internal enum ChannelInfo
{
    None = 0,
    UserCount = 1,
    SubscriptionCount = 2,
    Cache = 4,
}

internal static class ChannelInfoNames
{
    /// <summary>Reads a comma-separated list; null when there is none.</summary>
    public static (ChannelInfo? Info, Fault? Fault) Parse(string? text)
    {
        if (string.IsNullOrEmpty(text)) return (null, null);
        var info = ChannelInfo.None;
        foreach (var name in text.Split(',', StringSplitOptions.TrimEntries))
        {
            switch (name)
            {
                case "user_count":
                    info |= ChannelInfo.UserCount;
                    break;
                case "subscription_count":
                    info |= ChannelInfo.SubscriptionCount;
                    break;
                case "cache":
                    info |= ChannelInfo.Cache;
                    break;
                default:
                    return (null, new(400, "info should be a comma separated list of attributes: user_count, subscription_count and cache"));
            }
        }

        return (info, null);
    }
}

using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Messaging.Broker.Protocol;

/// <summary>
/// The frames that the server sends, as UTF-8. Their <c>data</c> is a string that holds JSON, except
/// for errors. An array is written once and shared by all its receivers, who never change it.
/// </summary>
internal static class Frames
{
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static readonly byte[] Ping = Frame("pusher:ping", null, "{}");
    public static readonly byte[] Pong = Frame("pusher:pong", null, "{}");

    public static byte[] ConnectionEstablished(string socketId, int activityTimeoutSeconds) =>
        Frame("pusher:connection_established", null, Json(json =>
        {
            json.WriteString("socket_id", socketId);
            json.WriteNumber("activity_timeout", activityTimeoutSeconds);
        }));

    public static byte[] Error(int? code, string message) => Write(json =>
    {
        json.WriteString("event", "pusher:error");
        json.WriteStartObject("data");
        if (code is null)
            json.WriteNull("code");
        else
            json.WriteNumber("code", code.Value);
        json.WriteString("message", message);
        json.WriteEndObject();
    });

    /// <summary>Tells which channel it was, which <c>pusher:error</c> cannot; pusher-js hands it to the channel's handlers.</summary>
    public static byte[] SubscriptionError(string channel, SubscriptionRefusal refusal) => Write(json =>
    {
        json.WriteString("event", "pusher:subscription_error");
        json.WriteString("channel", channel);
        json.WriteStartObject("data");
        WriteRefusal(json, refusal);
        json.WriteEndObject();
    });

    /// <summary>The same for clients that wait for an event of the protocol, with its data in a string as there. pusher-js ignores it.</summary>
    public static byte[] InternalSubscriptionError(string channel, SubscriptionRefusal refusal) =>
        Frame("pusher_internal:subscription_error", channel, Json(json => WriteRefusal(json, refusal)));

    public static byte[] SubscriptionSucceeded(string channel) =>
        Frame("pusher_internal:subscription_succeeded", channel, "{}");

    /// <param name="channel">The presence channel.</param>
    /// <param name="members">Its users and their info as JSON text or null.</param>
    public static byte[] SubscriptionSucceeded(string channel, IReadOnlyCollection<(string Id, string? InfoJson)> members) =>
        Frame("pusher_internal:subscription_succeeded", channel, Json(json =>
        {
            json.WriteStartObject("presence");
            json.WriteStartArray("ids");
            foreach (var (id, _) in members)
                json.WriteStringValue(id);
            json.WriteEndArray();
            json.WriteStartObject("hash");
            foreach (var (id, info) in members)
                WriteRaw(json, id, info);
            json.WriteEndObject();
            json.WriteNumber("count", members.Count);
            json.WriteEndObject();
        }));

    public static byte[] MemberAdded(string channel, string userId, string? infoJson) =>
        Frame("pusher_internal:member_added", channel, Json(json =>
        {
            json.WriteString("user_id", userId);
            WriteRaw(json, "user_info", infoJson);
        }));

    public static byte[] MemberRemoved(string channel, string userId) =>
        Frame("pusher_internal:member_removed", channel, Json(json => json.WriteString("user_id", userId)));

    public static byte[] SubscriptionCount(string channel, int count) =>
        Frame("pusher_internal:subscription_count", channel, Json(json => json.WriteNumber("subscription_count", count)));

    public static byte[] CacheMiss(string channel) => Write(json =>
    {
        json.WriteString("event", "pusher:cache_miss");
        json.WriteString("channel", channel);
    });

    public static byte[] SigninSuccess(string userData) =>
        Frame("pusher:signin_success", null, Json(json => json.WriteString("user_data", userData)));

    public static byte[] WatchlistEvents(IReadOnlyCollection<string> online, IReadOnlyCollection<string> offline) =>
        Frame("pusher_internal:watchlist_events", null, Json(json =>
        {
            json.WriteStartArray("events");
            WriteEvent(json, "online", online);
            WriteEvent(json, "offline", offline);
            json.WriteEndArray();
        }));

    public static byte[] Event(string channel, string name, string data) => Frame(name, channel, data);

    /// <summary>A client event, with its payload as a string and, on presence channels, the sender as it was signed.</summary>
    public static byte[] ClientEvent(string channel, string name, string? data, string? userId) => Write(json =>
    {
        json.WriteString("event", name);
        json.WriteString("channel", channel);
        if (data is not null)
            json.WriteString("data", data);
        if (userId is not null)
            json.WriteString("user_id", userId);
    });

    private static void WriteRefusal(Utf8JsonWriter json, SubscriptionRefusal refusal)
    {
        json.WriteString("type", refusal.Type);
        json.WriteString("error", refusal.Message);
        json.WriteNumber("status", refusal.Status);
    }

    private static void WriteEvent(Utf8JsonWriter json, string name, IReadOnlyCollection<string> userIds)
    {
        if (userIds.Count == 0) return;
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteStartArray("user_ids");
        foreach (var id in userIds)
            json.WriteStringValue(id);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteRaw(Utf8JsonWriter json, string property, string? value)
    {
        json.WritePropertyName(property);
        json.WriteRawValue(value ?? "null", skipInputValidation: true);
    }

    private static byte[] Frame(string name, string? channel, string data) => Write(json =>
    {
        json.WriteString("event", name);
        if (channel is not null)
            json.WriteString("channel", channel);
        json.WriteString("data", data);
    });

    private static string Json(Action<Utf8JsonWriter> fields) => System.Text.Encoding.UTF8.GetString(Write(fields));

    private static byte[] Write(Action<Utf8JsonWriter> fields)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using var json = new Utf8JsonWriter(buffer, WriterOptions);
        json.WriteStartObject();
        fields(json);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}

/// <summary>Why a subscription was not made.</summary>
/// <param name="Type">A word for programs, such as <c>AuthError</c>.</param>
/// <param name="Message">A sentence for people.</param>
/// <param name="Status">The HTTP status that would fit.</param>
internal sealed record SubscriptionRefusal(string Type, string Message, int Status);

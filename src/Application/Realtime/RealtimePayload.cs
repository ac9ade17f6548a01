using System.Text;
using System.Text.Json;
using Messaging.Application.Common;

namespace Messaging.Application.Realtime;

/// <summary>Names of the events that clients receive. <c>docs/realtime.md</c> lists the same; a test compares.</summary>
public static class RealtimeEventNames
{
    public const string NewMessage = "new-message";
    public const string MessageUpdated = "message-updated";
    public const string MessageDeleted = "message-deleted";
    public const string MessageRead = "message-read";
    public const string TypingStart = "typing-start";
    public const string TypingStop = "typing-stop";
    public const string ConversationUpdated = "conversation-updated";
    public const string MessageNotification = "message-notification";
    public const string UserStatusChange = "user-status-change";
}

/// <summary>Writes payloads and keeps them under the limit of an event.</summary>
public static class RealtimePayload
{
    /// <summary>
    /// The most bytes of UTF-8 that a payload may have. The Channels limit is 10,240; the rest is room
    /// for servers that count the envelope as well.
    /// </summary>
    public const int MaxBytes = 9_500;

    /// <summary>Writes a payload that is always short.</summary>
    public static RealtimeEvent Write<T>(string channel, string name, T payload) =>
        new(channel, name, JsonSerializer.Serialize(payload, MessagingJson.Options));

    /// <summary>Writes <paramref name="full"/>, or <paramref name="thin"/> when that is too long.</summary>
    public static RealtimeEvent Write<TFull, TThin>(string channel, string name, TFull full, Func<TThin> thin)
    {
        string WriteThin() => JsonSerializer.Serialize(thin(), MessagingJson.Options);
        var data = JsonSerializer.Serialize(full, MessagingJson.Options);
        return Encoding.UTF8.GetByteCount(data) > MaxBytes
            ? new RealtimeEvent(channel, name, WriteThin())
            : new RealtimeEvent(channel, name, data) { Thin = WriteThin };
    }
}

using System.Text;
using System.Text.Json;
using Messaging.Application.Common;
using Messaging.Application.Conversations;
using Messaging.Application.Messages;
using Messaging.Application.Presence;
using Messaging.Domain.Common;

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

/// <summary><c>new-message</c>, <c>message-updated</c> and <c>message-deleted</c>, in the chat channel.</summary>
/// <param name="Revision">The conversation's revision: apply it when it is the next one.</param>
/// <param name="Message">The message as it is now.</param>
public sealed record MessagePayload(long Revision, MessageView Message);

/// <summary>The same when the message does not fit into an event: fetch it.</summary>
public sealed record ThinMessagePayload(ConversationId ConversationId, MessageId MessageId, long Sequence, long Revision, bool Truncated = true);

/// <summary><c>conversation-updated</c>, in a user's own channel.</summary>
/// <param name="Revision">The user's revision.</param>
/// <param name="Conversation">The whole personal row, so that the list can be drawn from it alone.</param>
public sealed record ConversationPayload(long Revision, ConversationView Conversation);

/// <summary>
/// The same for a message in a large group, without the members: keep those of the known row when its tag is the same,
/// else fetch the row. A client that does not know <c>row</c> fetches it as it does for the shortest form.
/// </summary>
/// <param name="Revision">The user's revision.</param>
/// <param name="ConversationId">The conversation.</param>
/// <param name="Row">The personal row; its list of members is empty.</param>
/// <param name="Truncated">True.</param>
public sealed record RowWithoutMembersPayload(long Revision, ConversationId ConversationId, ConversationView Row, bool Truncated = true);

/// <summary>The same when the row does not fit into an event: fetch it.</summary>
public sealed record ThinConversationPayload(long Revision, ConversationId ConversationId, bool Truncated = true);

/// <summary><c>message-read</c>, in the chat channel.</summary>
/// <param name="Revision">The conversation's revision.</param>
/// <param name="ConversationId">The conversation.</param>
/// <param name="UserId">The reader.</param>
/// <param name="LastReadSequence">Everything up to this is read.</param>
/// <param name="ReadAt">When.</param>
public sealed record MessageReadPayload(long Revision, ConversationId ConversationId, UserId UserId, long LastReadSequence, DateTimeOffset ReadAt);

/// <summary>
/// <c>message-read</c> for a member who may not see the cursor, in that member's user channel: only the
/// revision, so that nobody meets a gap. Those who may get the full event in theirs.
/// </summary>
public sealed record HiddenReadPayload(long Revision, ConversationId ConversationId, bool Hidden = true);

/// <summary><c>typing-start</c> and <c>typing-stop</c>, in the chat channel, or in user channels where not everyone may see it.</summary>
public sealed record TypingPayload(ConversationId ConversationId, UserId UserId, string DisplayName, DateTimeOffset SentAt);

/// <summary><c>message-notification</c>, in a user's own channel: somebody wrote, and the user wants to hear of it.</summary>
/// <param name="ConversationId">Where.</param>
/// <param name="MessageId">The message.</param>
/// <param name="Sequence">Its place: a client that has already read as far as this shows nothing.</param>
/// <param name="SenderId">The author.</param>
/// <param name="SenderName">Their name to show.</param>
/// <param name="Title">A group's name; null in a direct conversation.</param>
/// <param name="Preview">The beginning of the text, at most 120 characters on one line; null when the user wants none.</param>
/// <param name="Sound">Whether it may make a sound.</param>
public sealed record MessageNotificationPayload(
    ConversationId ConversationId, MessageId MessageId, long Sequence, UserId SenderId, string SenderName, string? Title, string? Preview, bool Sound);

/// <summary><c>user-status-change</c>, in the user channels of contacts.</summary>
/// <param name="UserId">Whose status it is.</param>
/// <param name="Status">Online or offline.</param>
/// <param name="LastActiveAt">The newest sign of life; null when it is hidden, or there was none.</param>
public sealed record UserStatusPayload(UserId UserId, PresenceStatus Status, DateTimeOffset? LastActiveAt);

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

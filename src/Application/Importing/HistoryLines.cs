using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Messaging.Domain.Common;
using Messaging.Domain.Conversations;

namespace Messaging.Application.Importing;

/// <summary>One line of the file: exactly one of the four is set.</summary>
internal sealed record HistoryLine(HistoryUser? User, HistoryConversation? Conversation, HistoryMessage? Message, HistoryRead? Read);

/// <param name="Id">Any text; the other lines refer to it.</param>
/// <param name="UserName">By the rules for registering.</param>
/// <param name="DisplayName">The user name, if left out.</param>
/// <param name="Password">To sign in here; hashed at once.</param>
/// <param name="Issuer">With <paramref name="Subject"/>: to sign in with a token of this outside issuer.</param>
/// <param name="Subject">The user's id at that issuer.</param>
internal sealed record HistoryUser(string Id, string UserName, string? DisplayName, string? Password, string? Issuer, string? Subject);

/// <param name="Id">Any text; the other lines refer to it.</param>
/// <param name="Kind"><c>direct</c> or <c>group</c>.</param>
/// <param name="Members">Ids of users: two, or up to 100 of whom the first owns the group.</param>
/// <param name="Title">Of a group.</param>
internal sealed record HistoryConversation(string Id, ConversationKind? Kind, IReadOnlyList<string> Members, string? Title);

/// <param name="Id">Any text; a UUID is kept as it is.</param>
/// <param name="Conversation">Its id in the file.</param>
/// <param name="Sender">The user's id in the file.</param>
/// <param name="Body">By the rules for sending.</param>
/// <param name="SentAt">With a time zone; kept to the millisecond.</param>
/// <param name="ReplyTo">The id in the file of an earlier message of the conversation that this one answers.</param>
/// <param name="Reactions">The kinds of reaction, in the order to show; null or left out without any.</param>
/// <param name="Mentions">The ids in the file of members whom the message mentions; null or left out: those whom the text names.</param>
internal sealed record HistoryMessage(
    string Id, string Conversation, string Sender, string Body, DateTimeOffset SentAt, string? ReplyTo = null, IReadOnlyList<HistoryReaction>? Reactions = null,
    IReadOnlyList<string>? Mentions = null);

/// <param name="Emoji">One emoji.</param>
/// <param name="Users">The ids of the users in the file who reacted so, the first at the beginning.</param>
internal sealed record HistoryReaction(string Emoji, IReadOnlyList<string> Users);

/// <param name="Conversation">Its id in the file.</param>
/// <param name="User">The reader's id in the file.</param>
/// <param name="Message">The last message that was read.</param>
internal sealed record HistoryRead(string Conversation, string User, string Message);

/// <summary>Ids of ours for ids of the file: always the same one, so that importing twice finds what is there.</summary>
internal static class HistoryIds
{
    public static UserId UserOf(string id) => new(Of("user", id));

    public static ConversationId ConversationOf(string id) => new(Of("conversation", id));

    public static MessageId MessageOf(HistoryMessage message) => MessageOf(message.Conversation, message.Id);

    public static MessageId MessageOf(string conversation, string message) =>
        new(Guid.TryParse(message, CultureInfo.InvariantCulture, out var id) ? id : Of($"message of {conversation}", message));

    // A UUID of version 8: made of something of our own (RFC 9562 §5.8).
    private static Guid Of(string kind, string id)
    {
        if (Guid.TryParse(id, CultureInfo.InvariantCulture, out var given)) return given;
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes($"messaging import: {kind}: {id}"))[..16];
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}

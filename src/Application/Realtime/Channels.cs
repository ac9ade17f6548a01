using Messaging.Domain.Common;

namespace Messaging.Application.Realtime;

/// <summary>The two kinds of channel. A client is in its own, and in that of the chat that is open.</summary>
public static class Channels
{
    /// <summary>Only the user may join. Being in it means: online.</summary>
    public const string UserPrefix = "presence-user-";

    /// <summary>Members may join. Being in it means: looking at the conversation.</summary>
    public const string ChatPrefix = "presence-chat-";

    /// <summary>The user id of everybody in a chat channel who may not be seen there. No UUID, so it is nobody's.</summary>
    public const string HiddenMember = "hidden";

    public static string User(UserId id) => UserPrefix + id;

    public static string Chat(ConversationId id) => ChatPrefix + id;

    /// <summary>Reads the id out of a user channel's name; null for any other name.</summary>
    public static UserId? UserOf(string channel) => IdAfter(channel, UserPrefix) is { } id ? new UserId(id) : null;

    /// <summary>Reads the id out of a chat channel's name; null for any other name.</summary>
    public static ConversationId? ChatOf(string channel) => IdAfter(channel, ChatPrefix) is { } id ? new ConversationId(id) : null;

    // Only the canonical form: an id in capitals would be another channel, in which nobody ever speaks.
    private static Guid? IdAfter(string channel, string prefix) =>
        channel.StartsWith(prefix, StringComparison.Ordinal)
        && Guid.TryParseExact(channel[prefix.Length..], "D", out var id)
        && channel.EndsWith(id.ToString(), StringComparison.Ordinal)
            ? id
            : null;
}

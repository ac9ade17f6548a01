using System.Buffers;

namespace Messaging.Broker.Protocol;

/// <summary>The kind of a channel, from the prefix of its name. Prefixes count at the start of the name only.</summary>
internal sealed record ChannelName
{
    private const string ServerToUserPrefix = "#server-to-user-";
    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-=@,.;");

    private ChannelName(string text)
    {
        Text = text;
        IsPresence = Starts("presence-");
        IsEncrypted = Starts("private-encrypted-");
        NeedsAuth = IsPresence || Starts("private-");
        IsCache = Starts("cache-") || Starts("private-cache-") || Starts("presence-cache-") || Starts("private-encrypted-cache-");
        UserId = Starts(ServerToUserPrefix) ? text[ServerToUserPrefix.Length..] : null;

        bool Starts(string prefix) => text.StartsWith(prefix, StringComparison.Ordinal);
    }

    public string Text { get; }

    /// <summary>Private, encrypted and presence channels are joined with a signature.</summary>
    public bool NeedsAuth { get; }

    public bool IsPresence { get; }

    public bool IsEncrypted { get; }

    public bool IsCache { get; }

    /// <summary>The user whose own channel this is (<c>#server-to-user-</c>), otherwise null.</summary>
    public string? UserId { get; }

    /// <summary>The name with its kind, or null when no channel can have it.</summary>
    public static ChannelName? Parse(string? text, int maxLength)
    {
        if (string.IsNullOrEmpty(text) || text.Length > maxLength)
            return null;
        var name = new ChannelName(text);
        return HasOnlyAllowed(name.UserId ?? text) ? name : null;
    }

    /// <summary>User ids that sign in or are sent to follow the characters of channel names.</summary>
    public static bool IsValidUserId(string? id, int maxLength) =>
        !string.IsNullOrEmpty(id) && id.Length <= maxLength && HasOnlyAllowed(id);

    private static bool HasOnlyAllowed(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExcept(Allowed);
}

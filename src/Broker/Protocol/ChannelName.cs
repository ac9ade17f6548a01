namespace Messaging.Broker.Protocol;

/// <summary>A valid channel name, with the kind that its prefix gives it. Prefixes count at the start of the name only.</summary>
public sealed record ChannelName
{
    private const string ServerToUserPrefix = "#server-to-user-";

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

    /// <summary>The whole name.</summary>
    public string Text { get; }

    /// <summary>Private, encrypted and presence channels are joined with a signature.</summary>
    public bool NeedsAuth { get; }

    /// <summary>Subscribers of the channel are users, and see each other.</summary>
    public bool IsPresence { get; }

    /// <summary>Payloads are encrypted with a key that the server does not have.</summary>
    public bool IsEncrypted { get; }

    /// <summary>The channel keeps its last event for those who come later.</summary>
    public bool IsCache { get; }

    /// <summary>The user whose own channel this is (<c>#server-to-user-</c>), otherwise null.</summary>
    public string? UserId { get; }

    /// <summary>The name with its kind, or null when no channel can have it.</summary>
    /// <param name="text">The name as somebody gave it.</param>
    /// <param name="limits">Where they differ from those of Pusher Channels.</param>
    public static ChannelName? Parse(string? text, ChannelsLimits? limits = null)
    {
        limits ??= ChannelsLimits.Default;
        if (string.IsNullOrEmpty(text) || text.Length > limits.ChannelNameLength) return null;
        var name = new ChannelName(text);
        var isValid = name.UserId is { } userId ? ProtocolIds.IsUserId(userId, limits) : ProtocolIds.HasOnlyAllowed(text);
        return isValid ? name : null;
    }
}

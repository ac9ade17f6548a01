namespace Messaging.Broker.Protocol;

/// <summary>How long and how many things may be. The defaults are the limits of Pusher Channels.</summary>
/// <remarks>Source: Pusher Channels documentation, "HTTP API reference" and "Channel naming conventions". Sizes are bytes of UTF-8, not characters.</remarks>
public sealed record ChannelsLimits
{
    /// <summary>The limits of Pusher Channels.</summary>
    public static ChannelsLimits Default { get; } = new();

    /// <summary>Events in one call of <c>POST batch_events</c>.</summary>
    public int EventsPerCall { get; init; } = 10;

    /// <summary>Channels in one call of <c>POST events</c>.</summary>
    public int ChannelsPerEvent { get; init; } = 100;

    /// <summary>Longest event name, in characters.</summary>
    public int EventNameLength { get; init; } = 200;

    /// <summary>Largest <c>data</c> of an event, in bytes.</summary>
    public int EventDataBytes { get; init; } = 10_240;

    /// <summary>Longest channel name with its prefix, in characters.</summary>
    public int ChannelNameLength { get; init; } = 164;

    /// <summary>Longest user id, in characters.</summary>
    public int UserIdLength { get; init; } = 128;
}

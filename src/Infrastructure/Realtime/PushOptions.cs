namespace Messaging.Infrastructure.Realtime;

/// <summary>Which push service carries events: configuration section <c>Push</c>.</summary>
public sealed class PushOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Push";

    /// <summary>Default <see cref="PushDriver.Embedded"/>.</summary>
    public PushDriver Driver { get; set; } = PushDriver.Embedded;

    /// <summary>
    /// How many nodes of this app share the database. The embedded broker knows only its own
    /// connections, so the app refuses to start with it when this is more than 1.
    /// </summary>
    public int Nodes { get; set; } = 1;
}

/// <summary>The kinds of push service.</summary>
public enum PushDriver
{
    /// <summary>The Pusher-protocol server inside this process.</summary>
    Embedded,

    /// <summary>Pusher Channels, or a compatible server, over its HTTP API.</summary>
    Pusher,

    /// <summary>No push: clients poll.</summary>
    None,
}

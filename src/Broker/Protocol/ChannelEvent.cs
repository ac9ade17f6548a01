namespace Messaging.Broker.Protocol;

/// <summary>One event of a webhook, with the fields that its kind has.</summary>
/// <param name="Name">One of the constants of <see cref="ChannelEventName"/>, or a kind that this version does not know.</param>
/// <param name="Channel">The channel's name.</param>
/// <param name="UserId">Of <c>member_added</c> and <c>member_removed</c>, and of <c>client_event</c> on presence channels.</param>
/// <param name="Event">Of <c>client_event</c>: the event's name.</param>
/// <param name="Data">Of <c>client_event</c>: the payload, a string as it is and anything else as JSON text.</param>
/// <param name="SocketId">Of <c>client_event</c>: the sender's connection.</param>
/// <param name="SubscriptionCount">Of <c>subscription_count</c>.</param>
public sealed record ChannelEvent(
    string Name,
    string Channel,
    string? UserId = null,
    string? Event = null,
    string? Data = null,
    string? SocketId = null,
    int? SubscriptionCount = null)
{
    /// <summary>When it happened. The broker sets it; a webhook has one time for all its events.</summary>
    public DateTimeOffset At { get; init; }
}

/// <summary>The kinds of webhook events (Pusher Channels documentation, "Webhooks").</summary>
public static class ChannelEventName
{
    public const string ChannelOccupied = "channel_occupied";
    public const string ChannelVacated = "channel_vacated";
    public const string MemberAdded = "member_added";
    public const string MemberRemoved = "member_removed";
    public const string ClientEvent = "client_event";
    public const string CacheMiss = "cache_miss";
    public const string SubscriptionCount = "subscription_count";
}

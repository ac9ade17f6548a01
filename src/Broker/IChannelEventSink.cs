namespace Messaging.Broker;

/// <summary>
/// Is told what happens in the channels of the embedded broker, as a webhook would tell it but without
/// the network: the same events, the same delay on leaving, in batches, retried after an exception.
/// Any number may be registered, as singletons; each is called by one caller at a time, in order.
/// </summary>
/// <remarks>At least once until <c>Broker:WebhookGiveUpSeconds</c> after the event happened, then lost. Reconcile with the list of members.</remarks>
public interface IChannelEventSink
{
    /// <summary>Takes a batch. An exception means "not taken": the same batch comes again, until 5 minutes after its first event.</summary>
    /// <param name="timeMs">When the first event of the batch happened: milliseconds since 1970, UTC. The others happened within one second of it.</param>
    /// <param name="events">In the order in which they happened.</param>
    /// <param name="cancellationToken">Ends with the app.</param>
    Task HandleAsync(long timeMs, IReadOnlyList<ChannelEvent> events, CancellationToken cancellationToken);
}

/// <summary>One event of a webhook, with the fields that its kind has.</summary>
/// <param name="Name">One of the constants of <see cref="ChannelEventName"/>.</param>
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
    /// <summary>When it happened. Set by the broker.</summary>
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

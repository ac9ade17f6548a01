namespace Messaging.Application.Realtime;

/// <summary>
/// Hands events to the push service. Two implementations: the signed Channels HTTP API
/// (<c>Push:Driver=Pusher</c>) and the broker in this process (<c>Embedded</c>). Both keep the same
/// limits and give the same answers, so that a system that works with one works with the other.
/// </summary>
/// <remarks>
/// Push is a hint: nobody may depend on delivery. Only outbox consumers and ephemeral features
/// (typing) may use this; everything else raises a domain event.
/// </remarks>
public interface IRealtimePublisher
{
    /// <summary>Publishes 1 to 10 events in one call; all are accepted or none.</summary>
    /// <returns>The answer of the service. Never throws for anything the service or the network does.</returns>
    Task<PublishResult> PublishAsync(IReadOnlyList<RealtimeEvent> events, CancellationToken cancellationToken);

    /// <summary>True when the service is in this process, so that asking it costs nothing.</summary>
    bool IsInProcess => false;

    /// <summary>Channels that have at least one subscriber now.</summary>
    /// <param name="prefix">Only names that start with this.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The names, or null when the service could not be asked.</returns>
    Task<IReadOnlyCollection<string>?> GetOccupiedChannelsAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>The distinct user ids in a presence channel.</summary>
    /// <returns>The ids, or null when the service could not be asked.</returns>
    Task<IReadOnlyCollection<string>?> GetPresenceMembersAsync(string channel, CancellationToken cancellationToken);

    /// <summary>
    /// Closes every connection on which this user signed in, and, in the embedded broker, every one on which a signature
    /// for this user was accepted; older signatures are refused there afterwards. The user may connect again.
    /// </summary>
    Task<PublishResult> TerminateConnectionsAsync(string userId, CancellationToken cancellationToken);
}

/// <summary>One event on one channel.</summary>
/// <param name="Channel">Channel name, at most 164 characters.</param>
/// <param name="Name">Event name, at most 200 characters.</param>
/// <param name="Data">The payload as JSON text, at most 10,240 bytes of UTF-8.</param>
/// <param name="ExcludeSocketId">The connection that shall not get it (the sender's), or null.</param>
public sealed record RealtimeEvent(string Channel, string Name, string Data, string? ExcludeSocketId = null)
{
    /// <summary>Makes a short form that says what to fetch, for a service that finds the payload too large; null where there is none.</summary>
    public Func<string>? Thin { get; init; }
}

/// <summary>The outcome of a call to the push service.</summary>
public enum PublishOutcome
{
    /// <summary>Taken; delivery is up to the service.</summary>
    Accepted,

    /// <summary>Time-out, refused, 429 or 5xx: the same call may work later.</summary>
    Unavailable,

    /// <summary>413: the payload of an event is over the limit. Retrying cannot help.</summary>
    TooLarge,

    /// <summary>400: something in the call is not acceptable. Retrying cannot help.</summary>
    Rejected,

    /// <summary>401 or 403: wrong credentials, disabled app or used-up quota. No event is at fault.</summary>
    Unauthorized,
}

/// <summary>The answer to a call to the push service.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Error">The service's own words, without secrets; null when accepted.</param>
/// <param name="RetryAfter">How long the service asks to wait, where it said so.</param>
public sealed record PublishResult(PublishOutcome Outcome, string? Error = null, TimeSpan? RetryAfter = null)
{
    /// <summary>The usual answer.</summary>
    public static readonly PublishResult Accepted = new(PublishOutcome.Accepted);
}

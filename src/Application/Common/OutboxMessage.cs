namespace Messaging.Application.Common;

/// <summary>
/// A note in the database that consumers still have to see one event. Written in the transaction
/// that made the event, deleted when the push service has taken what the consumers made of it.
/// </summary>
public sealed class OutboxMessage
{
    /// <summary>Earlier than every clock.</summary>
    public static readonly DateTimeOffset AtOnce = DateTimeOffset.UnixEpoch;

    /// <summary>Given by the database. Rows of one order key are in commit order, because their writers hold its lock.</summary>
    public long Id { get; set; }

    /// <summary>hash(<see cref="OrderKey"/>) modulo the number of lanes.</summary>
    public int Lane { get; init; }

    /// <summary>Rows with the same key are delivered one after the other.</summary>
    public Guid OrderKey { get; init; }

    /// <summary>The stable name of the event: see <see cref="Domain.Common.EventNameAttribute"/>.</summary>
    public required string EventName { get; init; }

    /// <summary>
    /// The stable names of the consumers that still have to see the event, separated by commas; at most 64 characters.
    /// Releases before 1.1 wrote one row for each consumer.
    /// </summary>
    public required string Consumers { get; set; }

    /// <summary>The event as JSON.</summary>
    public required string Payload { get; init; }

    /// <summary>W3C trace context of the request that made it, so that the push shows up in the sender's trace.</summary>
    public string? TraceParent { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>
    /// Not before this time of the database's clock, once the row failed by itself. A new row is due when it is committed:
    /// it has <see cref="AtOnce"/>, so that the clock of the node that wrote it does not matter.
    /// </summary>
    public DateTimeOffset DueAt { get; set; } = AtOnce;

    public int Attempts { get; set; }

    /// <summary>The text of the last failure; at most 500 characters, never the payload.</summary>
    public string? LastError { get; set; }

    /// <summary>Set when retrying cannot help: an admin replays or discards the row.</summary>
    public DateTimeOffset? ParkedAt { get; set; }
}

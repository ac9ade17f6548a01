namespace Messaging.Infrastructure.Outbox;

/// <summary>
/// Names the node that may empty a lane, and until when by the database's clock. One owner a lane keeps the order of
/// a conversation on the wire with any number of nodes.
/// </summary>
public sealed class LaneLease
{
    /// <summary>How many lanes there are. All nodes must agree, so it is not a setting.</summary>
    public const int Lanes = 16;

    public int Lane { get; init; }

    /// <summary>The node, or empty.</summary>
    public string Owner { get; set; } = "";

    public DateTimeOffset ExpiresAt { get; set; }
}

using Messaging.Infrastructure.Outbox;

namespace Messaging.Infrastructure.Nodes;

/// <summary>
/// A node whose dispatcher runs, and until when the others believe it, by the database's clock. They
/// leave it a fair share of the lanes for as long.
/// </summary>
public sealed class LiveNode
{
    public string Name { get; init; } = "";

    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>The newest form of outbox rows that the node reads; null for releases before 1.1, which read <see cref="OutboxFormat.RowPerConsumer"/> only.</summary>
    public int? Format { get; set; }
}

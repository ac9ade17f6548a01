using Messaging.Infrastructure.Realtime;
using Microsoft.Extensions.Options;

namespace Messaging.Infrastructure.Outbox;

/// <summary>
/// In which form this node writes outbox rows. One row for each event is the present form; while a node of a release
/// runs that cannot read it, every node writes one row for each consumer, so that an upgrade needs no pause (ADR 0025).
/// </summary>
internal sealed class OutboxFormat(IOptions<PushOptions> push)
{
    /// <summary>Releases before 1.1: a row names one consumer.</summary>
    public const int RowPerConsumer = 1;

    /// <summary>A row names all consumers that still have to see the event.</summary>
    public const int RowPerEvent = 2;

    // A node that is alone need not ask. Another one waits for the first renewal of its leases, which shows who runs.
    private volatile bool _isUnderstood = push.Value.Nodes <= 1;

    /// <summary>True when every node that runs reads one row for each event.</summary>
    public bool WritesRowPerEvent => _isUnderstood;

    /// <summary>Tells which form all nodes read.</summary>
    public void Seen(int oldest) => _isUnderstood = oldest >= RowPerEvent;
}

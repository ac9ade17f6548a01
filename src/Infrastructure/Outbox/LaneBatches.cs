using Messaging.Application.Common;
using Messaging.Application.Realtime;

namespace Messaging.Infrastructure.Outbox;

/// <summary>One row on its way: which of its consumers are done, and which have failed.</summary>
internal sealed class RowDelivery(OutboxMessage row)
{
    private readonly List<string> _failed = [];

    public OutboxMessage Row => row;

    /// <summary>The consumers that still have to see the event, separated by commas; empty when all are done.</summary>
    public string Owed => string.Join(',', _failed);

    /// <summary>The message of the last failure; null when there was none.</summary>
    public string? Error { get; private set; }

    /// <summary>True when another try cannot help.</summary>
    public bool IsHopeless { get; private set; }

    public void Fail(string consumer, string error, bool isHopeless)
    {
        if (!_failed.Contains(consumer)) _failed.Add(consumer);
        Error = error;
        IsHopeless |= isHopeless;
    }
}

/// <summary>One event to push, and the row and the consumer that it comes from.</summary>
internal readonly record struct LaneEvent(RowDelivery Delivery, string Consumer, RealtimeEvent Event);

/// <summary>Events for one call to the push service, and the rows that are complete once it is accepted.</summary>
internal sealed class LaneBatch
{
    public List<LaneEvent> Events { get; } = [];

    public List<RowDelivery> Completed { get; } = [];
}

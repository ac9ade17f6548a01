namespace Messaging.Infrastructure.Outbox;

/// <summary>The queues of all lanes.</summary>
public sealed class LaneQueues
{
    private const int RowsOfALane = 1_000;

    private readonly LaneQueue[] _queues;

    public LaneQueues(OutboxSignal signal)
    {
        _queues = [.. Enumerable.Range(0, LaneLease.Lanes).Select(lane => new LaneQueue(RowsOfALane, () => signal.Wake(lane)))];
        signal.LookingAgain = FallBehind;
    }

    internal LaneQueue this[int lane] => _queues[lane];

    /// <summary>Takes places for the rows of a transaction that is about to be committed.</summary>
    internal LaneReservations Reserve(IEnumerable<OutboxItem> items) =>
        new([.. items.GroupBy(item => item.Row.Lane).Select(lane => _queues[lane.Key].Reserve([.. lane]))]);

    /// <summary>Makes every lane read the table next.</summary>
    internal void FallBehind()
    {
        foreach (var queue in _queues) queue.FallBehind();
    }
}

/// <summary>The places of one transaction in the lanes that it writes to.</summary>
internal readonly record struct LaneReservations(IReadOnlyList<LaneQueue.Reservation> Lanes)
{
    public void Committed()
    {
        foreach (var lane in Lanes) lane.Committed();
    }

    public void Dropped()
    {
        foreach (var lane in Lanes) lane.Dropped();
    }
}

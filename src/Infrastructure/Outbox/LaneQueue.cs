namespace Messaging.Infrastructure.Outbox;

/// <summary>
/// The rows that this process has just committed to one lane, in the order of their ids, so that the lane does not read
/// them back. The table stays the truth: when the queue is full, another node writes, or anything fails, the lane falls
/// behind and reads the table until it has caught up.
/// </summary>
/// <param name="capacity">The most rows that the queue holds.</param>
/// <param name="wake">Wakes the lane's runner.</param>
internal sealed class LaneQueue(int capacity, Action wake)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<Reservation> _reservations = [];
    private int _rows;
    private int _withoutRoom;
    private long _generation;
    private bool _isBehind = true;

    /// <summary>
    /// Takes a place for rows that have their ids and are not committed yet. Called while the locks of their order keys
    /// are held, so places are in commit order.
    /// </summary>
    public Reservation Reserve(IReadOnlyList<OutboxItem> items)
    {
        lock (_gate)
        {
            var reservation = new Reservation(this, [.. items]) { HasRoom = _rows + items.Count <= capacity };
            if (reservation.HasRoom)
            {
                _reservations.AddLast(reservation);
                _rows += items.Count;
            }
            else
            {
                _withoutRoom++;
                FallBehindLocked();
            }

            return reservation;
        }
    }

    /// <summary>Takes committed rows, except those that must wait for a transaction that is still open.</summary>
    /// <returns>Null when the lane has to read the table.</returns>
    public List<OutboxItem>? Take(int limit)
    {
        lock (_gate)
        {
            if (_isBehind) return null;

            var taken = new List<OutboxItem>();
            var open = new HashSet<Guid>();
            for (var node = _reservations.First; node is not null && taken.Count < limit;)
            {
                var (reservation, next) = (node.Value, node.Next);
                if (reservation.IsCommitted && !reservation.Items.Exists(item => open.Contains(item.Row.OrderKey))) taken.AddRange(RemoveLocked(node));
                else open.UnionWith(reservation.Items.Select(item => item.Row.OrderKey));
                node = next;
            }

            return taken;
        }
    }

    /// <summary>Forgets what is committed, because the table is read next.</summary>
    /// <returns>To be given to <see cref="CaughtUp"/>.</returns>
    public long BeginTableRead()
    {
        lock (_gate)
        {
            for (var node = _reservations.First; node is not null;)
            {
                var next = node.Next;
                if (node.Value.IsCommitted) RemoveLocked(node);
                node = next;
            }

            return _generation;
        }
    }

    /// <summary>Goes back to the queue: the table was read to its end, and these rows of it are being delivered.</summary>
    public void CaughtUp(long generation, IEnumerable<long> read)
    {
        lock (_gate)
        {
            if (generation != _generation || _withoutRoom > 0) return;

            var ids = read.ToHashSet();
            foreach (var reservation in _reservations) _rows -= reservation.Items.RemoveAll(item => ids.Contains(item.Row.Id));
            _isBehind = false;
        }
    }

    /// <summary>Makes the lane read the table next.</summary>
    public void FallBehind()
    {
        lock (_gate) FallBehindLocked();
    }

    private void FallBehindLocked()
    {
        _isBehind = true;
        _generation++;
    }

    private List<OutboxItem> RemoveLocked(LinkedListNode<Reservation> node)
    {
        _reservations.Remove(node);
        _rows -= node.Value.Items.Count;
        return node.Value.Items;
    }

    private void End(Reservation reservation, bool isCommitted)
    {
        lock (_gate)
        {
            if (!reservation.HasRoom) _withoutRoom--;
            if (isCommitted && reservation.HasRoom)
            {
                reservation.IsCommitted = true;
            }
            else
            {
                // Without room the rows are only in the table. After a failed commit, only the table knows.
                if (_reservations.Find(reservation) is { } node) RemoveLocked(node);
                FallBehindLocked();
            }
        }

        wake();
    }

    /// <summary>The place of one transaction's rows.</summary>
    internal sealed class Reservation(LaneQueue queue, List<OutboxItem> items)
    {
        internal List<OutboxItem> Items { get; } = items;

        internal bool HasRoom { get; init; }

        internal bool IsCommitted { get; set; }

        /// <summary>The rows are committed.</summary>
        public void Committed() => queue.End(this, isCommitted: true);

        /// <summary>The transaction was rolled back.</summary>
        public void Dropped() => queue.End(this, isCommitted: false);
    }
}

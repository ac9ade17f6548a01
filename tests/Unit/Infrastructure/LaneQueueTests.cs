using Messaging.Application.Common;
using Messaging.Domain.Common;
using Messaging.Domain.Users.Events;
using Messaging.Infrastructure.Outbox;
using Xunit;

namespace Messaging.Unit.Infrastructure;

public sealed class LaneQueueTests
{
    private static readonly Guid One = Guid.CreateVersion7();
    private static readonly Guid Other = Guid.CreateVersion7();

    private int _woken;
    private readonly LaneQueue _queue;

    public LaneQueueTests() => _queue = new LaneQueue(capacity: 4, () => _woken++);

    [Fact]
    public void A_lane_reads_the_table_before_it_uses_the_queue()
    {
        _queue.Reserve([Item(1)]).Committed();

        Assert.Null(_queue.Take(10));
        CatchUp(read: [1]);
        Assert.Empty(_queue.Take(10)!);
    }

    [Fact]
    public void Committed_rows_come_in_order_and_once()
    {
        CatchUp();
        _queue.Reserve([Item(1), Item(2, Other)]).Committed();
        _queue.Reserve([Item(3)]).Committed();

        Assert.Equal([1, 2, 3], Ids(_queue.Take(10)));
        Assert.Empty(_queue.Take(10)!);
        Assert.Equal(2, _woken);
    }

    [Fact]
    public void A_row_waits_for_an_open_transaction_of_its_key_and_others_do_not()
    {
        CatchUp();
        var open = _queue.Reserve([Item(1)]);
        _queue.Reserve([Item(2)]).Committed();
        _queue.Reserve([Item(3, Other)]).Committed();

        Assert.Equal([3], Ids(_queue.Take(10)));
        open.Committed();
        Assert.Equal([1, 2], Ids(_queue.Take(10)));
    }

    [Fact]
    public void A_row_that_waits_holds_up_later_rows_of_all_its_keys()
    {
        CatchUp();
        var open = _queue.Reserve([Item(1)]);
        _queue.Reserve([Item(2), Item(3, Other)]).Committed();
        _queue.Reserve([Item(4, Other)]).Committed();

        Assert.Empty(_queue.Take(10)!);
        open.Committed();
        Assert.Equal([1, 2, 3, 4], Ids(_queue.Take(10)));
    }

    [Fact]
    public void After_a_rollback_only_the_table_knows()
    {
        CatchUp();
        var open = _queue.Reserve([Item(1)]);
        _queue.Reserve([Item(2)]).Committed();
        open.Dropped();

        Assert.Null(_queue.Take(10));
        CatchUp(read: [2]);
        Assert.Empty(_queue.Take(10)!);
    }

    [Fact]
    public void A_row_that_the_table_showed_does_not_come_again_when_its_commit_is_announced_late()
    {
        var open = _queue.Reserve([Item(1), Item(2)]);
        CatchUp(read: [1, 2]);
        open.Committed();

        Assert.Empty(_queue.Take(10)!);
    }

    [Fact]
    public void A_row_that_is_committed_after_the_table_was_read_comes_from_the_queue()
    {
        var generation = _queue.BeginTableRead();
        _queue.Reserve([Item(7)]).Committed();
        _queue.CaughtUp(generation, []);

        Assert.Equal([7], Ids(_queue.Take(10)));
    }

    [Fact]
    public void What_has_no_room_is_read_from_the_table()
    {
        CatchUp();
        _queue.Reserve([Item(1), Item(2), Item(3), Item(4)]).Committed();
        var late = _queue.Reserve([Item(5)]);

        Assert.Null(_queue.Take(10));
        // It is not committed yet, so this read does not show it, and the queue does not hold it either.
        CatchUp(read: [1, 2, 3, 4]);
        Assert.Null(_queue.Take(10));
        late.Committed();
        CatchUp(read: [5]);
        Assert.Empty(_queue.Take(10)!);
    }

    [Fact]
    public void A_failure_during_the_read_of_the_table_is_not_forgotten()
    {
        var generation = _queue.BeginTableRead();
        _queue.FallBehind();
        _queue.CaughtUp(generation, []);

        Assert.Null(_queue.Take(10));
    }

    [Fact]
    public void A_limit_ends_at_a_transaction()
    {
        CatchUp();
        _queue.Reserve([Item(1), Item(2)]).Committed();
        _queue.Reserve([Item(3)]).Committed();

        Assert.Equal([1, 2], Ids(_queue.Take(1)));
        Assert.Equal([3], Ids(_queue.Take(1)));
    }

    private void CatchUp(params long[] read) => _queue.CaughtUp(_queue.BeginTableRead(), read);

    private static long[] Ids(List<OutboxItem>? items) => [.. items!.Select(item => item.Row.Id)];

    private static OutboxItem Item(long id, Guid? key = null) => new(
        new OutboxMessage { Id = id, OrderKey = key ?? One, EventName = "e", Consumers = "c", Payload = "{}" },
        new ProfileChanged(new UserId(key ?? One)));
}

using Messaging.Application.Common;
using Messaging.Infrastructure.Outbox;
using Messaging.Integration.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Messaging.Integration.Outbox;

/// <summary>The contract of the dispatcher's statements, on every database.</summary>
public sealed class OutboxStoreTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, EachDatabase]
    public async Task Rows_come_in_order_without_parked_ones_and_keys_that_wait(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var (one, two) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var ids = await AddAsync(database, Row(one), Row(two), Row(one), Row(one, lane: 4), Row(two));

        await WithStoreAsync(database, async store =>
        {
            await store.ParkAsync(ids[2], "c", "no good", Cancel);
            Assert.Equal([ids[0], ids[1], ids[4]], (await store.ReadAsync(3, [], 100, Cancel)).Select(row => row.Id));
            Assert.Equal([ids[0]], (await store.ReadAsync(3, [two], 100, Cancel)).Select(row => row.Id));
            Assert.Equal([ids[0]], (await store.ReadAsync(3, [], 1, Cancel)).Select(row => row.Id));
            return true;
        });
    }

    [Theory, EachDatabase]
    public async Task Times_come_back_as_they_were_written(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var made = new DateTimeOffset(2026, 1, 31, 9, 15, 2, 123, TimeSpan.Zero);
        await AddAsync(database, Row(Guid.CreateVersion7(), dueAt: made));

        await using var db = database.OpenContext();
        var row = await db.Outbox.SingleAsync(row => row.DueAt <= made && row.DueAt >= made, Cancel);

        Assert.Equal((made, TimeSpan.Zero), (row.DueAt, row.DueAt.Offset));
        Assert.False(await db.Outbox.AnyAsync(row => row.DueAt < made || row.DueAt > made, Cancel));
    }

    [Theory, EachDatabase]
    public async Task Backlog_counts_what_waits_up_to_a_limit(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var key = Guid.CreateVersion7();
        var (early, late) = (DateTimeOffset.UnixEpoch.AddYears(56), DateTimeOffset.UnixEpoch.AddYears(57));
        var ids = await AddAsync(database, Row(key, dueAt: early), Row(key, dueAt: late), Row(key, lane: 4, dueAt: late), Row(key, lane: 5));

        await WithStoreAsync(database, async store =>
        {
            await store.ParkAsync(ids[3], "c", "no good", Cancel);
            Assert.Equal((3, early), await store.BacklogAsync(10, Cancel));
            Assert.Equal((2, early), await store.BacklogAsync(2, Cancel));
            await store.DeleteAsync([.. ids[..3]], Cancel);
            Assert.Equal((0, null), await store.BacklogAsync(10, Cancel));
            return true;
        });
    }

    [Theory, EachDatabase]
    public async Task Lanes_are_due_when_they_have_a_row_that_is_old_enough(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var key = Guid.CreateVersion7();
        var ids = await AddAsync(database, Row(key, lane: 3), Row(key, lane: 4, dueAt: DateTimeOffset.UnixEpoch.AddYears(500)), Row(key, lane: 5), Row(key, lane: 6));

        await WithStoreAsync(database, async store =>
        {
            await store.ParkAsync(ids[2], "c", "no good", Cancel);
            Assert.Equal([3, 6], (await store.DueLanesAsync(long.MaxValue, Cancel)).Order());
            Assert.Equal([3], await store.DueLanesAsync(ids[2], Cancel));
            Assert.Equal(ids[3], await store.NewestIdAsync(Cancel));
            return true;
        });
    }

    private static OutboxMessage Row(Guid key, int lane = 3, DateTimeOffset dueAt = default) =>
        new() { Lane = lane, OrderKey = key, EventName = "e", Consumers = "c", Payload = "{}", CreatedAt = dueAt, DueAt = dueAt };

    private static async Task<long[]> AddAsync(TestDatabase database, params OutboxMessage[] rows)
    {
        await using var db = database.OpenContext();
        foreach (var row in rows)
        {
            db.Outbox.Add(row);
            await db.SaveChangesAsync(Cancel);
        }

        return [.. rows.Select(row => row.Id)];
    }

    private static async Task<T> WithStoreAsync<T>(TestDatabase database, Func<OutboxStore, Task<T>> work)
    {
        await using var db = database.OpenContext();
        return await work(new OutboxStore(db, TimeProvider.System));
    }
}

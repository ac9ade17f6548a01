using Messaging.Application.Common;
using Messaging.Domain.Common;
using Messaging.Domain.Users;
using Messaging.Integration.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Messaging.Integration.Persistence;

/// <summary>
/// The properties of a database that every feature relies on. The rest of the contract stands beside what it is
/// about: claims and leases in OutboxStoreTests, numbers and cursors in OrderTests.
/// </summary>
public sealed class StoreContractTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddYears(56);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, EachDatabase]
    public async Task Second_of_two_changes_to_what_was_read_is_refused(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var id = await AddAsync(database, "an");
        await using var first = database.OpenContext();
        await using var second = database.OpenContext();
        var (read, readToo) = (await first.Users.SingleAsync(Cancel), await second.Users.SingleAsync(Cancel));

        first.Entry(read).Property(user => user.Revision).CurrentValue = 5;
        await first.SaveChangesAsync(Cancel);
        second.Entry(readToo).Property(user => user.Revision).CurrentValue = 5;
        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => second.SaveChangesAsync(Cancel));

        await using var later = database.OpenContext();
        Assert.Equal(5, (await later.Users.SingleAsync(user => user.Id == id, Cancel)).Revision);
    }

    [Theory, EachDatabase]
    public async Task Transactions_that_lock_one_row_follow_each_other(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var id = await AddAsync(database, "an");

        // Each of them reads the value that the one before wrote; otherwise an update is lost.
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 5; i++) await RaiseAsync(database, id);
        })));

        await using var db = database.OpenContext();
        Assert.Equal(40, (await db.Users.SingleAsync(Cancel)).Revision);
    }

    [Theory, EachDatabase]
    public async Task Work_that_fails_leaves_nothing_behind(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var db = database.OpenContext();

        await Assert.ThrowsAsync<NotSupportedException>(() => db.InTransactionAsync<int>(
            async cancellation =>
            {
                db.Add(new User(UserId.New(Now), "an", "An", Now));
                await db.SaveChangesAsync(cancellation);
                throw new NotSupportedException();
            },
            Cancel));

        await using var later = database.OpenContext();
        Assert.False(await later.Users.AnyAsync(Cancel));
    }

    /// <summary>SQL Server compares without case unless a column says otherwise; SQLite and PostgreSQL compare with it.</summary>
    [Theory, EachDatabase]
    public async Task Search_keys_are_compared_by_code_point(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        foreach (var name in new[] { "an", "zoe", "émile", "_x", "b-c", "bc" }) await AddAsync(database, name);

        await using var db = database.OpenContext();
        var keys = await db.Users.OrderBy(user => user.UserNameKey).Select(user => user.UserNameKey).ToListAsync(Cancel);

        Assert.Equal(keys.Order(StringComparer.Ordinal), keys);
        var other = keys[0].ToLowerInvariant();
        Assert.NotEqual(keys[0], other);
        Assert.False(await db.Users.AnyAsync(user => user.UserNameKey == other, Cancel));
    }

    [Theory, EachDatabase]
    public async Task Text_comes_back_as_it_was_written(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        const string Text = "Nguyễn Thị Ánh 😀 'quoted' \"double\" \\ % _ end";
        await using (var db = database.OpenContext())
        {
            db.Add(new User(UserId.New(Now), "anh", Text, Now));
            await db.SaveChangesAsync(Cancel);
        }

        await using var later = database.OpenContext();
        Assert.Equal(Text, (await later.Users.SingleAsync(Cancel)).DisplayName);
    }

    /// <summary>Every property of type DateTimeOffset, so that a new one with a type of its own is met here.</summary>
    [Theory, EachDatabase]
    public async Task Every_time_keeps_its_millisecond_and_comes_back_in_utc(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var time = new DateTimeOffset(2026, 1, 31, 9, 15, 2, 123, TimeSpan.Zero);
        await using var db = database.OpenContext();
        var user = new User(UserId.New(Now), "an", "An", time);
        db.Add(user);
        var presence = new Domain.Presence.UserPresence(user.Id);
        db.Add(presence);
        foreach (var entry in new[] { db.Entry<object>(user), db.Entry<object>(presence) })
        foreach (var property in entry.Properties.Where(IsTime))
            property.CurrentValue = time;
        await db.SaveChangesAsync(Cancel);

        await using var later = database.OpenContext();
        object[] rows = [await later.Users.SingleAsync(Cancel), await later.Presences.SingleAsync(Cancel)];

        var times = rows.SelectMany(row => later.Entry(row).Properties.Where(IsTime)).ToArray();
        Assert.True(times.Length >= 5, $"only {times.Length} times");
        Assert.All(times, property => Assert.Equal((time, TimeSpan.Zero), ((DateTimeOffset)property.CurrentValue!, ((DateTimeOffset)property.CurrentValue!).Offset)));
        Assert.True(await later.Presences.AnyAsync(row => row.LastActiveAt >= time && row.ChangedAt <= time, Cancel));
        Assert.False(await later.Presences.AnyAsync(row => row.LastActiveAt > time || row.ChangedAt < time, Cancel));
    }

    private static bool IsTime(Microsoft.EntityFrameworkCore.ChangeTracking.PropertyEntry property) =>
        (Nullable.GetUnderlyingType(property.Metadata.ClrType) ?? property.Metadata.ClrType) == typeof(DateTimeOffset);

    private static async Task<UserId> AddAsync(TestDatabase database, string name)
    {
        await using var db = database.OpenContext();
        var user = new User(UserId.New(Now), name, name, Now);
        db.Add(user);
        await db.SaveChangesAsync(Cancel);
        return user.Id;
    }

    private static async Task RaiseAsync(TestDatabase database, UserId id)
    {
        await using var db = database.OpenContext();
        await ((IMessagingDb)db).InTransactionAsync(
            async cancellation =>
            {
                var user = Assert.Single(await db.LockUsersAsync([id], cancellation));
                db.Entry(user).Property(row => row.Revision).CurrentValue++;
                return true;
            },
            Cancel);
    }
}

using Messaging.Application.Common;
using Messaging.Domain.Auth;
using Messaging.Domain.Common;
using Messaging.Domain.Users;
using Messaging.Infrastructure.Persistence;
using Messaging.Integration.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Messaging.Integration.Persistence;

public sealed class UniqueViolationsTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddYears(56);

    [Theory, EachDatabase]
    public async Task Second_row_with_a_key_is_one(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var id = UserId.New(Now);
        await SaveAsync(database, new User(id, "an", "An", Now));

        var thrown = await Assert.ThrowsAsync<DbUpdateException>(() => SaveAsync(database, new User(id, "binh", "Bình", Now)));

        Assert.True(UniqueViolations.Is(thrown));
    }

    [Theory, EachDatabase]
    public async Task Second_row_in_a_unique_index_is_one(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await SaveAsync(database, new Infrastructure.Identity.Account { Id = Guid.NewGuid(), NormalizedUserName = "AN" });

        var thrown = await Assert.ThrowsAsync<DbUpdateException>(
            () => SaveAsync(database, new Infrastructure.Identity.Account { Id = Guid.NewGuid(), NormalizedUserName = "AN" }));

        Assert.True(UniqueViolations.Is(thrown));
    }

    [Theory, EachDatabase]
    public async Task Missing_parent_is_none(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var orphan = Session.Start(UserId.New(Now), TimeSpan.FromDays(1), Now, out _);

        var thrown = await Assert.ThrowsAsync<DbUpdateException>(() => SaveAsync(database, orphan));

        Assert.False(UniqueViolations.Is(thrown));
    }

    [Theory, EachDatabase]
    public async Task Missing_value_is_none(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);

        var thrown = await Assert.ThrowsAsync<DbUpdateException>(
            () => SaveAsync(database, new OutboxMessage { EventName = "e", Consumers = "c", Payload = null! }));

        Assert.False(UniqueViolations.Is(thrown));
    }

    private static async Task SaveAsync(TestDatabase database, object row)
    {
        await using var db = database.OpenContext();
        db.Add(row);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
    }
}

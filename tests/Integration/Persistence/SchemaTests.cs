using Messaging.Integration.Support;
using Xunit;

namespace Messaging.Integration.Persistence;

public sealed class SchemaTests
{
    [Theory, EachDatabase]
    public async Task Empty_database_is_migrated_at_the_start_where_that_is_wanted(DatabaseKind kind)
    {
        await using var app = await TestApp.StartAsync(kind, new Dictionary<string, string?> { ["Database:MigrateOnStart"] = "true" }, isMigrated: false);

        var (an, _, conversation) = await Person.PairAsync(app.Address);

        await an.SendAsync(conversation, "Hi");
    }

    [Theory, EachDatabase]
    public async Task Empty_database_stops_the_start_where_migrating_is_off(DatabaseKind kind)
    {
        var settings = new Dictionary<string, string?> { ["Database:MigrateOnStart"] = "false" };

        var thrown = await Assert.ThrowsAnyAsync<Exception>(() => TestApp.StartAsync(kind, settings, isMigrated: false));

        Assert.Contains("Database:MigrateOnStart", thrown.ToString(), StringComparison.Ordinal);
    }
}

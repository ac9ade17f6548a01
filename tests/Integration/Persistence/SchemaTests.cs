using Messaging.Integration.Nodes;
using Messaging.Integration.Support;
using Microsoft.EntityFrameworkCore;
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
        await using var database = await TestDatabase.CreateAsync(kind, isMigrated: false);
        var settings = new Dictionary<string, string?>(database.Settings) { ["Database:MigrateOnStart"] = "false", ["ASPNETCORE_URLS"] = "http://127.0.0.1:0" };

        Assert.Contains("Database:MigrateOnStart", await AppCommand.RunAsync(settings, exitCode: 1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_waits_for_the_migrations_of_another_node_longer_than_a_request_would()
    {
        await using var database = await NodeDatabase.CreateAsync();
        await using var migrating = database.OpenContext();
        await using var transaction = await migrating.Database.BeginTransactionAsync(TestContext.Current.CancellationToken);
        // As EF Core does while it migrates.
        await migrating.Database.ExecuteSqlAsync($"LOCK TABLE \"__EFMigrationsHistory\" IN ACCESS EXCLUSIVE MODE", TestContext.Current.CancellationToken);
        await using var watch = database.OpenContext();
        var settings = new Dictionary<string, string?>(database.Settings) { ["Database:MigrateOnStart"] = "false", ["Database:MaxWaitSeconds"] = "1" };

        var starting = TestApp.StartAsync(DatabaseKind.PostgreSql, settings);

        await Eventually.HoldsAsync("the start has waited for more than a second", async () =>
        {
            if (starting.IsCompleted) await starting;
            return await watch.Database.SqlQuery<int>($"""
                SELECT count(*)::int AS "Value" FROM pg_stat_activity
                WHERE datname = current_database() AND wait_event_type = 'Lock' AND clock_timestamp() - query_start > interval '2 s'
                """).SingleAsync(TestContext.Current.CancellationToken) > 0;
        });
        await transaction.RollbackAsync(TestContext.Current.CancellationToken);
        await using var app = await starting;
        await Person.RegisterAsync(app.Address);
    }
}

using Messaging.Integration.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Messaging.Integration.Operations;

/// <summary>Schema and program change one after the other, in both directions.</summary>
public sealed class UpgradeTests
{
    [Theory, EachDatabase]
    public async Task Migrate_brings_an_empty_database_up_to_date_once(DatabaseKind database)
    {
        await using var data = await TestDatabase.CreateAsync(database, isMigrated: false);

        var (exitCode, output) = await AppCommand.RunAsync(data.Settings, "migrate");
        Assert.True(exitCode == 0, string.Join('\n', output));
        Assert.All(output, line => Assert.Matches("^ok    .+ is applied\\.$", line));

        (exitCode, output) = await AppCommand.RunAsync(data.Settings, "migrate");
        Assert.Equal(0, exitCode);
        Assert.Equal(["ok    The schema is up to date."], output);
    }

    [Fact]
    public async Task On_a_schema_that_is_too_old_the_app_names_the_command()
    {
        Assert.SkipWhen(PostgresCluster.WhyMissing is not null && Environment.GetEnvironmentVariable("CI") != "true", PostgresCluster.WhyMissing ?? "");
        await using var data = await TestDatabase.CreateAsync(DatabaseKind.PostgreSql, isMigrated: false);

        var (exitCode, output) = await AppCommand.RunAsync(new Dictionary<string, string?>(data.Settings) { ["ASPNETCORE_URLS"] = "http://127.0.0.1:0" });

        Assert.NotEqual(0, exitCode);
        Assert.Contains(output, line => line.Contains("the command migrate", StringComparison.Ordinal));
    }

    [Theory, EachDatabase]
    public async Task The_release_before_works_on_the_schema_of_the_next_one(DatabaseKind database)
    {
        await using var data = await CreateOwnDatabaseAsync(database);
        await BringNextReleaseAsync(data, database);

        await using var app = await AppProcess.StartNewAsync(data.Settings);
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        var sent = await an.SendAsync(conversation, "still works");

        Assert.Equal("still works", (await binh.ReadMessageAsync(sent)).GetProperty("body").GetString());
    }

    [Theory, EachDatabase]
    public async Task A_node_goes_on_while_the_schema_of_the_next_release_comes(DatabaseKind database)
    {
        await using var data = await CreateOwnDatabaseAsync(database);
        var settings = new Dictionary<string, string?>(data.Settings);
        // On few connections and soon, so that everything is prepared when the columns come.
        if (database == DatabaseKind.PostgreSql) settings["Database:ConnectionString"] += ";Maximum Pool Size=8;Auto Prepare Min Usages=2";
        await using var app = await AppProcess.StartNewAsync(settings);
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        await an.SendManyAsync(conversation, 20);
        await binh.SendManyAsync(conversation, 20);

        await BringNextReleaseAsync(data, database);

        await an.SendManyAsync(conversation, 20);
        var sent = await binh.SendAsync(conversation, "goes on");
        Assert.Equal(61, (await an.ReadMessageAsync(sent)).GetProperty("sequence").GetInt64());
    }

    /// <summary>Made for one test: one that is lent would keep the columns for the next borrower.</summary>
    private static async Task<TestDatabase> CreateOwnDatabaseAsync(DatabaseKind database)
    {
        var data = await TestDatabase.CreateAsync(database, isMigrated: false);
        await using var db = data.OpenContext();
        await db.Database.MigrateAsync(TestContext.Current.CancellationToken);
        return data;
    }

    /// <summary>Columns that this release does not know, in the tables that every message touches.</summary>
    private static async Task BringNextReleaseAsync(TestDatabase data, DatabaseKind database)
    {
        await using var db = data.OpenContext();
        var (open, close) = database == DatabaseKind.SqlServer ? ('[', ']') : ('"', '"');
        foreach (var table in new[] { "Users", "Conversations", "Messages", "Outbox" })
            await ExecuteAsync(db, $"ALTER TABLE {open}{table}{close} ADD {open}OfTheNextRelease{close} int NULL");
        await ExecuteAsync(db, $"INSERT INTO {open}__EFMigrationsHistory{close} VALUES ('29990101000000_OfTheNextRelease', '99.0.0')");
    }

    private static Task<int> ExecuteAsync(DbContext db, string sql) => db.Database.ExecuteSqlRawAsync(sql, TestContext.Current.CancellationToken);
}

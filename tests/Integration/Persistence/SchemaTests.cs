using Messaging.Integration.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using Xunit;

namespace Messaging.Integration.Persistence;

public sealed class SchemaTests
{
    /// <summary>Needs no server: somebody who changed the model and forgot one of the databases learns it everywhere.</summary>
    [Theory]
    [InlineData(DatabaseKind.Sqlite, "Data Source=none")]
    [InlineData(DatabaseKind.PostgreSql, "Host=none")]
    [InlineData(DatabaseKind.SqlServer, "Server=none")]
    public void Migrations_are_up_to_date_with_the_model(DatabaseKind kind, string connectionString)
    {
        using var db = TestDatabase.OpenContext(kind, connectionString);

        Assert.NotEmpty(db.Database.GetMigrations());
        Assert.False(db.Database.HasPendingModelChanges());
    }

    /// <summary>Needs no server: the nearest thing to running it where there is none.</summary>
    [Fact]
    public void Script_for_sql_server_is_sound_transact_sql()
    {
        using var db = TestDatabase.OpenContext(DatabaseKind.SqlServer, "Server=none");
        var script = db.GetService<IMigrator>().GenerateScript();

        new TSql160Parser(initialQuotedIdentifiers: true).Parse(new StringReader(script), out var errors);

        Assert.Contains("CREATE TABLE [Messages]", script, StringComparison.Ordinal);
        Assert.Empty(errors.Select(error => $"{error.Line}: {error.Message}"));
    }

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

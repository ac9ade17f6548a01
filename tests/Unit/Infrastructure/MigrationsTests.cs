using Messaging.Infrastructure.Persistence;
using Messaging.WebApi.Commands;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using Xunit;

namespace Messaging.Unit.Infrastructure;

/// <summary>Checks of the schema that need no server.</summary>
public sealed class MigrationsTests
{
    [Fact]
    public void Sqlite_has_a_migration_for_every_change_of_the_model() => HasNoPendingChanges(new DesignTimeSqlite().CreateDbContext([]));

    [Fact]
    public void PostgreSql_has_a_migration_for_every_change_of_the_model() => HasNoPendingChanges(new DesignTimePostgreSql().CreateDbContext([]));

    [Fact]
    public void SqlServer_has_a_migration_for_every_change_of_the_model() => HasNoPendingChanges(new DesignTimeSqlServer().CreateDbContext([]));

    [Fact]
    public void Migrations_have_the_same_names_on_every_database()
    {
        string[] sqlite = Names(new DesignTimeSqlite().CreateDbContext([]));

        Assert.Equal(sqlite, Names(new DesignTimePostgreSql().CreateDbContext([])));
        Assert.Equal(sqlite, Names(new DesignTimeSqlServer().CreateDbContext([])));
    }

    /// <summary>The grammar of SQL Server 2019, the oldest that EF Core writes for by default.</summary>
    [Fact]
    public void Script_for_sql_server_is_sound_transact_sql()
    {
        var script = MigrationScript.For(DatabaseProvider.SqlServer);

        var parsed = Parse(script);

        var statements = parsed.Batches.Sum(batch => batch.Statements.Count);
        Assert.True(statements > 30, $"only {statements} statements");
        Assert.Contains("CREATE TABLE [Messages]", script, StringComparison.Ordinal);
        Assert.DoesNotContain("rowversion", script, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("MERGE", script, StringComparison.Ordinal);
    }

    /// <summary>Every change stands behind a look at the history, or a second run would fail in the middle.</summary>
    [Fact]
    public void Every_change_in_the_script_for_sql_server_is_conditional()
    {
        var statements = Parse(MigrationScript.For(DatabaseProvider.SqlServer)).Batches.SelectMany(batch => batch.Statements).ToArray();

        Assert.Contains(statements, statement => statement is IfStatement);
        Assert.All(statements, statement => Assert.True(
            statement is IfStatement or BeginTransactionStatement or CommitTransactionStatement, $"{statement.GetType().Name} in line {statement.StartLine}"));
    }

    [Fact]
    public async Task Command_prints_the_script_and_nothing_else()
    {
        await using var output = new StringWriter();
        await using var errors = new StringWriter();

        Assert.Equal(CommandLine.Succeeded, await CommandLine.RunAsync(["migration-script", "sqlserver"], output, errors, _ => Task.CompletedTask));

        Assert.Equal(MigrationScript.For(DatabaseProvider.SqlServer), output.ToString());
        Assert.Empty(errors.ToString());
    }

    [Theory]
    [InlineData("Required argument", new string[0])]
    [InlineData("Oracle is none of", new[] { "Oracle" })]
    [InlineData("7 is none of", new[] { "7" })]
    [InlineData("Unknown command or option: two", new[] { "Sqlite", "one", "two" })]
    [InlineData("There is no migration nothing for Sqlite", new[] { "Sqlite", "nothing" })]
    public async Task Command_says_what_is_wrong_with_its_arguments(string start, string[] arguments)
    {
        await using var output = new StringWriter();
        await using var errors = new StringWriter();

        Assert.Equal(CommandLine.WrongArguments, await CommandLine.RunAsync(["migration-script", .. arguments], output, errors, _ => Task.CompletedTask));

        Assert.Empty(output.ToString());
        Assert.StartsWith(start, errors.ToString(), StringComparison.Ordinal);
    }

    private static void HasNoPendingChanges(MessagingDbContext context)
    {
        using var db = context;

        Assert.NotEmpty(db.Database.GetMigrations());
        Assert.False(db.Database.HasPendingModelChanges(), "run scripts/add-migration.sh");

        // Two branches that each add a migration leave a last one that does not know of the other.
        var assembly = db.GetService<IMigrationsAssembly>();
        var last = assembly.CreateMigration(assembly.Migrations.Values.Last(), db.Database.ProviderName!);
        var described = db.GetService<IModelRuntimeInitializer>().Initialize(((IMutableModel)last.TargetModel).FinalizeModel());
        var present = db.GetService<IDesignTimeModel>().Model;
        Assert.False(
            db.GetService<IMigrationsModelDiffer>().HasDifferences(described.GetRelationalModel(), present.GetRelationalModel()),
            "the last migration describes another model than the snapshot: make it again with scripts/add-migration.sh");
    }

    private static string[] Names(MessagingDbContext context)
    {
        using var db = context;
        return [.. db.Database.GetMigrations().Select(migration => migration[(migration.IndexOf('_', StringComparison.Ordinal) + 1)..])];
    }

    private static TSqlScript Parse(string sql)
    {
        var parsed = new TSql150Parser(initialQuotedIdentifiers: true).Parse(new StringReader(sql), out var errors);
        Assert.Empty(errors.Select(error => $"{error.Line}: {error.Message}"));
        return (TSqlScript)parsed;
    }
}

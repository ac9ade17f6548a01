using Messaging.Integration.Presence;
using Messaging.Integration.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Messaging.Integration.Persistence;

/// <summary>The plan of every statement that the app sends, asked of the database itself.</summary>
public sealed class QueryPlanTests
{
    /// <summary>Tables so small that reading them whole is the best plan.</summary>
    private static readonly HashSet<string> Small = new(StringComparer.Ordinal) { "LaneLeases", "LiveNodes", "DataProtectionKeys" };

    /// <summary>How statements end that read a larger table whole, or look as if they did.</summary>
    private static readonly string[] Whole =
    [
        // The presence board is filled once, at the start.
        "FROM Presences AS p",
        // One row is enough for an answer. The walk itself asks, to wait until all is pushed.
        "FROM Outbox AS o)",
        // The lock of a start that was killed: a table of one row, emptied without reading it.
        "DELETE FROM __EFMigrationsLock;",
        // The last row of the key's own order.
        "FROM Outbox AS o\nORDER BY o.Id DESC\nLIMIT 1",
        // Members of no conversations: SQLite does not look at a row.
        "WHERE 0",
    ];

    [Theory, EachDatabase]
    public async Task Every_statement_reads_through_indexes(DatabaseKind database)
    {
        Assert.SkipWhen(database == DatabaseKind.SqlServer, "SQL Server's plans depend on statistics that a small database does not have.");
        await using var app = await RecordedCommands.StartAppAsync(database, PresenceApp.Settings);
        await FeatureWalk.WalkAsync(app);
        var statements = app.Services.GetRequiredService<RecordedCommands>().All
            .Where(command => IsOneThatReads(command.Sql) && !Whole.Any(end => command.Sql.Replace("\"", "", StringComparison.Ordinal).EndsWith(end, StringComparison.Ordinal)))
            .DistinctBy(command => command.Sql)
            .ToArray();
        Assert.True(statements.Length > 70, $"only {statements.Length} statements");

        var problems = new List<string>();
        foreach (var statement in statements)
        {
            var tables = await QueryPlan.TablesReadWholeAsync(app, database, statement);
            problems.AddRange(tables.Where(table => !Small.Contains(table)).Select(table => $"{table} is read whole by\n{statement.Sql}"));
        }

        Assert.True(problems.Count == 0, string.Join("\n\n", problems));
    }

    // Several statements in one command are saves by key, and EXPLAIN would look at the first only.
    private static bool IsOneThatReads(string sql) =>
        (sql.StartsWith("SELECT", StringComparison.Ordinal) || sql.StartsWith("UPDATE", StringComparison.Ordinal) || sql.StartsWith("DELETE", StringComparison.Ordinal))
        && !sql.Contains("__EFMigrationsLock", StringComparison.Ordinal)
        && !sql.TrimEnd().TrimEnd(';').Contains(';', StringComparison.Ordinal);
}

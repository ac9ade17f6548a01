using Messaging.Infrastructure.Persistence.Statements;
using Messaging.Integration.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Messaging.Integration.Persistence;

/// <summary>The hand-written statements of sending and reading, explained by the database.</summary>
public sealed class GroupSqlTests
{
    private static readonly (string Name, object? Value)[] Parameters =
        [("@keys", "[]"), ("@conversations", "[]"), ("@users", "[]"), ("@members", "[]"), ("@messages", "[]"), ("@reactions", "[]"), ("@outbox", "[]")];

    [Theory, EachDatabase]
    public async Task Every_statement_reads_through_indexes(DatabaseKind database)
    {
        Assert.SkipWhen(database == DatabaseKind.SqlServer, "SQL Server's plans depend on statistics that a small database does not have.");
        await using var app = await TestApp.StartAsync(database);
        var sql = app.Services.GetRequiredService<StatementDatabase>().Sql;
        var statements = $"{sql.LockAndRead}\n{sql.Write}".Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Equal(14, statements.Length);

        foreach (var statement in statements)
        {
            var used = Parameters.Where(parameter => statement.Contains(parameter.Name, StringComparison.Ordinal)).ToArray();
            Assert.Empty(await QueryPlan.TablesReadWholeAsync(app, database, new RecordedCommands.Command(Path: null, statement, used)));
        }
    }
}

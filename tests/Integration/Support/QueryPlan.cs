using System.Text.RegularExpressions;
using Messaging.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Messaging.Integration.Support;

/// <summary>How the database would run a command that was recorded.</summary>
internal static class QueryPlan
{
    /// <returns>The tables that it would read from one end to the other.</returns>
    public static async Task<IReadOnlyCollection<string>> TablesReadWholeAsync(TestApp app, DatabaseKind database, RecordedCommands.Command recorded)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MessagingDbContext>();
        var plan = await ReadAsync(db, database, recorded);
        Assert.True(plan.Count > 0, $"The database has no plan for\n{recorded.Sql}");
        var tables = db.Model.GetEntityTypes().Select(type => type.GetTableName()!).ToHashSet(StringComparer.Ordinal);
        return [.. plan.Select(line => Scan(database, line)).OfType<string>().Select(name => TableOf(name, recorded.Sql)).Where(tables.Contains)];
    }

    private static async Task<List<string>> ReadAsync(MessagingDbContext db, DatabaseKind database, RecordedCommands.Command recorded)
    {
        var connection = db.Database.GetDbConnection();
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        if (database == DatabaseKind.PostgreSql)
        {
            // The tables are tiny here, and PostgreSQL would rightly read them whole: the question is whether an index fits.
            command.CommandText = "SET enable_seqscan = off";
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        command.CommandText = (database == DatabaseKind.Sqlite ? "EXPLAIN QUERY PLAN " : "EXPLAIN ") + recorded.Sql;
        foreach (var (name, value) in recorded.Parameters)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }

        var plan = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        while (await reader.ReadAsync(TestContext.Current.CancellationToken)) plan.Add(reader.GetString(reader.FieldCount - 1));
        return plan;
    }

    private static string? Scan(DatabaseKind database, string line)
    {
        // An index that gives the order is walked from its start, and not to its end where the statement has a limit.
        var pattern = database == DatabaseKind.PostgreSql ? @"Seq Scan on ""?(?<name>\w+)" : @"^SCAN (?<name>\w+)(?! USING INDEX)";
        var match = Regex.Match(line, pattern, RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        return match.Success ? match.Groups["name"].Value : null;
    }

    /// <summary>SQLite says the alias. That of a list of values or of a query's result stays as it is.</summary>
    private static string TableOf(string name, string sql) =>
        Regex.Match(sql, $@"""(?<table>\w+)"" AS ""?{name}""?(?!\w)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)) is { Success: true } match ? match.Groups["table"].Value : name;
}

using System.Collections.Concurrent;
using System.Data.Common;
using System.Text.RegularExpressions;
using Messaging.Infrastructure.Persistence;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Messaging.Integration.Support;

/// <summary>Keeps the statements that the app sends to SQLite, and asks it how it would find their rows.</summary>
internal sealed partial class SqlitePlans : DbCommandInterceptor
{
    private static readonly ConcurrentDictionary<string, bool> Texts = new(StringComparer.Ordinal);

    private SqlitePlans()
    {
    }

    public static SqlitePlans Instance { get; } = new();

    public static IReadOnlyCollection<string> All => [.. Texts.Where(text => text.Value).Select(text => text.Key)];

    /// <summary>The tables that a statement reads whole, by SQLite's own word.</summary>
    public static async Task<IReadOnlyList<string>> TablesReadWholeAsync(string connectionString, string sql, CancellationToken cancellationToken)
    {
        await using var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = $"EXPLAIN QUERY PLAN {sql}";
        foreach (var name in ParameterNames().Matches(sql).Select(match => match.Value).Distinct(StringComparer.Ordinal)) command.Parameters.AddWithValue(name, 1);

        var tables = Aliases().Matches(sql).GroupBy(match => match.Groups["alias"].Value, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First().Groups["table"].Value, StringComparer.Ordinal);
        // In the order of an index, and only until there are enough, is no reading of the whole.
        var stops = sql.Contains("LIMIT", StringComparison.Ordinal);
        var whole = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            if (Scans().Match(reader.GetString(3)) is { Success: true } scan && !(stops && scan.Groups["index"].Success))
                if (tables.TryGetValue(scan.Groups["alias"].Value, out var table))
                    whole.Add(table);
        return whole;
    }

    public override InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
    {
        Note(command, eventData);
        return result;
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        Note(command, eventData);
        return ValueTask.FromResult(result);
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Note(command, eventData);
        return ValueTask.FromResult(result);
    }

    private static void Note(DbCommand command, CommandEventData eventData)
    {
        if (eventData.Context is not SqliteMessagingDbContext || !Statements().IsMatch(command.CommandText) || Texts.GetValueOrDefault(command.CommandText)) return;
        // The same text may come from a test first and from the app later.
        Texts[command.CommandText] = !Caller.IsTest(typeof(SqlitePlans));
    }

    [GeneratedRegex("^(?:SELECT|UPDATE|DELETE|WITH)", RegexOptions.None, 1000)]
    private static partial Regex Statements();

    [GeneratedRegex(@"@\w+", RegexOptions.None, 1000)]
    private static partial Regex ParameterNames();

    [GeneratedRegex("""(?:FROM|JOIN|UPDATE) "(?<table>\w+)" AS "?(?<alias>\w+)"?""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Aliases();

    [GeneratedRegex(@"^SCAN (?<alias>\w+)(?<index> USING)?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Scans();
}

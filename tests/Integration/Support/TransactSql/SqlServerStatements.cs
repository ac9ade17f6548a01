using System.Collections.Concurrent;
using Messaging.Integration.Support;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using Xunit;

[assembly: AssemblyFixture(typeof(SqlServerStatements))]

namespace Messaging.Integration.Support;

/// <summary>
/// Every statement that the suite would send to SQL Server. Each is parsed with Microsoft's grammar
/// and looked at for a table that no index leads to. What is wrong fails the run when it ends, since
/// the statement may come from a background loop that no test looks at.
/// </summary>
public sealed class SqlServerStatements : IDisposable
{
    /// <summary>Tables so small that reading them whole is the best plan.</summary>
    private static readonly Dictionary<string, string> Small = new(StringComparer.Ordinal)
    {
        ["LaneLeases"] = "sixteen rows",
        ["LiveNodes"] = "a row for each process",
        ["DataProtectionKeys"] = "a new key every 90 days",
    };

    /// <summary>Statements that read a larger table whole, and may.</summary>
    private static readonly Dictionary<string, string> Whole = new(StringComparer.Ordinal)
    {
        ["SELECT [p].[Id], [p].[IsOnline], [p].[LastActiveAt], [p].[Version]\nFROM [Presences] AS [p]"] = "the presence board is filled once, at the start",
    };

    private static readonly ConcurrentDictionary<string, bool> Texts = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, bool> TextsOfTests = new(StringComparer.Ordinal);
    private static readonly ConcurrentQueue<string> Found = [];

    /// <summary>The app's own statements.</summary>
    internal static IReadOnlyCollection<string> All => [.. Texts.Keys];

    internal static IReadOnlyCollection<string> Problems => [.. Found];

    /// <param name="write">Makes the text.</param>
    /// <param name="describe">Says what it is made of, for when it cannot be made.</param>
    /// <param name="isFromTest">Only the grammar counts.</param>
    internal static void Add(Func<string> write, Func<string> describe, bool isFromTest)
    {
        string sql;
        try
        {
            sql = write();
        }
        catch (Exception exception)
        {
            Found.Enqueue($"SQL Server cannot have this: {exception.GetBaseException().Message}\n{describe()}");
            return;
        }

        if (!(isFromTest ? TextsOfTests : Texts).TryAdd(sql, true)) return;
        foreach (var problem in Check(sql, mayReadWhole: isFromTest || Whole.ContainsKey(sql.ReplaceLineEndings("\n")))) Found.Enqueue($"{problem}\n{sql}");
    }

    /// <summary>The problems of a statement: errors of grammar, or tables that are read whole.</summary>
    internal static IEnumerable<string> Check(string sql, bool mayReadWhole = false)
    {
        // The grammar of 2019, which is what EF Core writes for by default.
        var script = (TSqlScript)new TSql150Parser(initialQuotedIdentifiers: true).Parse(new StringReader(sql), out var errors);
        if (errors.Count > 0) return errors.Select(error => $"Not Transact-SQL, {error.Line}:{error.Column}: {error.Message}");
        return mayReadWhole
            ? []
            : TableAccess.WithoutIndex(script, SqlServerText.Model).Where(table => !Small.ContainsKey(table)).Select(table => $"No index leads to {table}");
    }

    public void Dispose()
    {
        if (!Found.IsEmpty) throw new InvalidOperationException(string.Join("\n\n", Found));
    }
}

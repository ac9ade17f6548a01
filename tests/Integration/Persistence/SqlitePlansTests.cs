using Messaging.Integration.Support;
using Xunit;

namespace Messaging.Integration.Persistence;

/// <summary>The app's statements as SQLite plans them: an index that the tests for SQL Server believe in must also be used.</summary>
[Collection(FeatureWalk.Name)]
public sealed class SqlitePlansTests(FeatureWalk walk)
{
    /// <summary>The presence board is filled once, at the start.</summary>
    private const string Board = "SELECT \"p\".\"Id\", \"p\".\"IsOnline\", \"p\".\"LastActiveAt\", \"p\".\"Version\"\nFROM \"Presences\" AS \"p\"";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_large_table_is_read_whole()
    {
        var statements = SqlitePlans.All;
        Assert.True(statements.Count >= 80, $"only {statements.Count} statements");
        var found = new List<string>();
        foreach (var sql in statements.Where(sql => sql.ReplaceLineEndings("\n") != Board))
        foreach (var table in await WholeAsync(sql))
            found.Add($"{table} is read whole by\n{sql}");

        Assert.True(found.Count == 0, string.Join("\n\n", found));
    }

    [Theory]
    [InlineData("SELECT \"m\".\"Id\" FROM \"Messages\" AS \"m\" WHERE \"m\".\"Body\" = @p", true)]
    [InlineData("SELECT \"m\".\"ConversationId\" FROM \"Messages\" AS \"m\" ORDER BY \"m\".\"ConversationId\"", true)]
    [InlineData("SELECT \"m\".\"ConversationId\" FROM \"Messages\" AS \"m\" ORDER BY \"m\".\"ConversationId\" LIMIT @p", false)]
    [InlineData("SELECT \"m\".\"Body\" FROM \"Messages\" AS \"m\" WHERE \"m\".\"Id\" = @p", false)]
    public async Task Plan_tells_reading_from_searching(string sql, bool isWhole)
    {
        string[] expected = isWhole ? ["Messages"] : [];

        Assert.Equal(expected, await WholeAsync(sql));
    }

    private async Task<IEnumerable<string>> WholeAsync(string sql) =>
        (await SqlitePlans.TablesReadWholeAsync(walk.App.Database.ConnectionString, sql, Cancel)).Where(table => !SqlServerStatements.Small.ContainsKey(table));
}

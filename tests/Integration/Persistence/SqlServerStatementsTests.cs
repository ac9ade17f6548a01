using Messaging.Integration.Support;
using Xunit;

namespace Messaging.Integration.Persistence;

/// <summary>
/// SQL Server where there is none. Every other test adds the statements that it causes, and the run
/// fails when one of them is unsound; the walk through all features sees to it that there are many.
/// </summary>
[Collection(FeatureWalk.Name)]
public sealed class SqlServerStatementsTests(FeatureWalk walk)
{
    [Fact]
    public void Every_statement_is_sound()
    {
        Assert.True(walk.IsDone);
        var all = SqlServerStatements.All;
        Assert.Empty(SqlServerStatements.Problems);
        Assert.True(all.Count >= 90, $"only {all.Count} statements");
        Assert.All(Tables, table => Assert.Contains(all, sql => sql.Contains($"FROM [{table}]", StringComparison.Ordinal)));
        // Lanes are there from the start; who looks at a chat is reported by the push service.
        Assert.All(Tables.Except(["LaneLeases", "ChatViewers"]), table => Assert.Contains(all, sql => sql.Contains($"INSERT INTO [{table}]", StringComparison.Ordinal)));
        // Single saves, several saves at once, and changes that are made without reading.
        foreach (var start in new[] { "SELECT", "UPDATE [Conversations]", "UPDATE [o]", "DELETE FROM [o]", "MERGE [Outbox]", "DELETE FROM [s]" })
            Assert.True(all.Any(sql => sql.Contains(start, StringComparison.Ordinal)), $"no statement with {start}");
    }

    [Theory]
    [InlineData("SELECT [m].[Id] FROM [Messages] AS [m] WHERE [m].[Id] = @p")]
    [InlineData("SELECT [m].[Id] FROM [Messages] AS [m] WHERE [m].[ConversationId] = @p AND [m].[Body] = @q")]
    [InlineData("SELECT [m].[Id] FROM [Messages] AS [m] WHERE [m].[Id] IN (@p, @q)")]
    [InlineData("SELECT [m].[Id] FROM [Messages] AS [m] WHERE [m].[Id] = @p OR [m].[ConversationId] = @q")]
    [InlineData("SELECT TOP(5) [s].[Id] FROM [Sessions] AS [s] ORDER BY [s].[ExpiresAt]")]
    [InlineData("SELECT [m].[Id] FROM [Messages] AS [m] INNER JOIN [Conversations] AS [c] ON [m].[ConversationId] = [c].[Id] WHERE [c].[Id] = @p")]
    [InlineData("SELECT [u].[Id] FROM [Users] AS [u] LEFT JOIN [Presences] AS [p] ON [u].[Id] = [p].[Id] WHERE [u].[Id] = @p")]
    [InlineData("SELECT [u].[Id] FROM [Users] AS [u] WHERE [u].[Id] IN (SELECT [m].[UserId] FROM [Members] AS [m] WHERE [m].[ConversationId] = @p)")]
    [InlineData("SELECT [c].[Id] FROM [Conversations] AS [c] WHERE EXISTS (SELECT 1 FROM [Members] AS [m] WHERE [m].[UserId] = @p AND [m].[ConversationId] = [c].[Id])")]
    [InlineData("SELECT [c].[Id] FROM [Conversations] AS [c] INNER JOIN (SELECT [m].[ConversationId] AS [X] FROM [Members] AS [m] WHERE [m].[UserId] = @p) AS [d] ON [d].[X] = [c].[Id]")]
    [InlineData("UPDATE [Users] SET [Revision] = @p WHERE [Id] = @q AND [Revision] = @r")]
    [InlineData("DELETE FROM [s] FROM [Sessions] AS [s] WHERE [s].[ExpiresAt] < @p")]
    [InlineData("SELECT [l].[Lane] FROM [LaneLeases] AS [l] WHERE [l].[Owner] = @p")]
    public void Statement_that_indexes_serve_is_sound(string sql) => Assert.Empty(SqlServerStatements.Check(sql));

    [Theory]
    [InlineData("SELECT [m].[Id] FROM [Messages] AS [m]")]
    [InlineData("SELECT [m].[Id] FROM [Messages] AS [m] WHERE [m].[Body] = @p")]
    [InlineData("SELECT [m].[Id] FROM [Messages] AS [m] WHERE [m].[Id] <> @p")]
    [InlineData("SELECT [m].[Id] FROM [Messages] AS [m] WHERE [m].[Sequence] = @p")]
    [InlineData("SELECT [m].[Id] FROM [Messages] AS [m] WHERE NOT ([m].[Id] = @p)")]
    [InlineData("SELECT [m].[Id] FROM [Messages] AS [m] WHERE [m].[Id] = @p OR [m].[Body] = @q")]
    [InlineData("SELECT [m].[Id] FROM [Messages] AS [m] WHERE [m].[Id] = [m].[ConversationId]")]
    [InlineData("SELECT [m].[Id] FROM [Messages] AS [m] WHERE UPPER([m].[Id]) = @p")]
    [InlineData("SELECT [m].[Id] FROM [Messages] AS [m] ORDER BY [m].[Id]")]
    [InlineData("SELECT [m].[Id], CASE WHEN EXISTS (SELECT 1 FROM [Users] AS [u] WHERE [u].[Id] = @p AND [m].[Id] = [u].[Id]) THEN 1 ELSE 0 END FROM [Messages] AS [m]")]
    [InlineData("SELECT [m].[Id] FROM [Messages] AS [m] LEFT JOIN [Users] AS [u] ON [u].[Id] = @p AND [m].[Id] = [u].[Id]")]
    [InlineData("UPDATE [m] SET [m].[Body] = @p FROM [Messages] AS [m] WHERE [m].[Body] = @q")]
    [InlineData("DELETE FROM [Messages] WHERE [Body] = @p")]
    public void Statement_that_reads_a_table_whole_is_found(string sql) =>
        Assert.Equal(["No index leads to Messages"], SqlServerStatements.Check(sql));

    [Fact]
    public void Join_without_a_start_reads_both_tables()
    {
        var problems = SqlServerStatements.Check("SELECT [m].[Id] FROM [Messages] AS [m] INNER JOIN [Conversations] AS [c] ON [m].[ConversationId] = [c].[Id]");

        Assert.Equal(["No index leads to Conversations", "No index leads to Messages"], problems.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("SELECT [m].[Id] FROM [Messages] AS [m] WHERE [m].[Id] = @p LIMIT 5")]
    [InlineData("SELECT [m].[Id] FROM [Messages] AS [m] WHERE")]
    [InlineData("INSERT INTO \"Users\" (\"Id\") VALUES (@p) RETURNING \"Id\"")]
    public void Statement_of_another_database_is_found(string sql) =>
        Assert.Contains("Not Transact-SQL", Assert.Single(SqlServerStatements.Check(sql)), StringComparison.Ordinal);

    private static string[] Tables =>
    [
        "Users", "Accounts", "Sessions", "Conversations", "Members", "Messages", "Outbox", "Blocks", "Presences", "ChatViewers", "NotificationPreferences", "LaneLeases",
    ];
}

using Messaging.Infrastructure.Persistence;
using Messaging.Integration.Presence;
using Messaging.Integration.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using Xunit;

namespace Messaging.Integration.Persistence;

/// <summary>
/// SQL Server where there is none: its provider must be able to write every query and save of the app, and Microsoft's grammar
/// must accept the text. Whether indexes serve the same queries is asked of the other databases (<see cref="QueryPlanTests"/>).
/// </summary>
public sealed class SqlServerStatementsTests
{
    private static string[] Tables =>
    [
        "Users", "Accounts", "Sessions", "Conversations", "Members", "Messages", "Outbox", "Blocks", "Presences", "ChatViewers", "NotificationPreferences", "LaneLeases",
    ];

    [Fact]
    public async Task Every_query_and_save_of_the_app_is_sound()
    {
        var mirror = new SqlServerMirror();
        await using var app = await TestApp.StartAsync(
            settings: PresenceApp.Settings, services: services => services.ConfigureDbContext<SqliteMessagingDbContext>(options => options.AddInterceptors(mirror)));
        await FeatureWalk.WalkAsync(app);

        var all = mirror.Statements;
        Assert.Empty(mirror.Problems);
        Assert.Empty(all.SelectMany(sql => Errors(sql).Select(error => $"{error}\n{sql}")));
        Assert.True(all.Count >= 90, $"only {all.Count} statements");
        Assert.All(Tables, table => Assert.Contains(all, sql => sql.Contains($"FROM [{table}]", StringComparison.Ordinal)));
        // Single saves, several saves at once, and changes that are made without reading.
        foreach (var start in new[] { "SELECT", "UPDATE [Conversations]", "UPDATE [o]", "DELETE FROM [o]", "INSERT INTO [Users]", "DELETE FROM [s]" })
            Assert.True(all.Any(sql => sql.Contains(start, StringComparison.Ordinal)), $"no statement with {start}");
    }

    [Theory]
    [InlineData("SELECT [m].[Id] FROM [Messages] AS [m] WHERE [m].[Id] = @p LIMIT 5")]
    [InlineData("SELECT [m].[Id] FROM [Messages] AS [m] WHERE")]
    [InlineData("INSERT INTO \"Users\" (\"Id\") VALUES (@p) RETURNING \"Id\"")]
    public void Statement_of_another_database_is_found(string sql) => Assert.NotEmpty(Errors(sql));

    private static IEnumerable<string> Errors(string sql)
    {
        // The grammar of 2019, which is what EF Core writes for by default.
        new TSql150Parser(initialQuotedIdentifiers: true).Parse(new StringReader(sql), out var errors);
        return errors.Select(error => $"{error.Line}:{error.Column}: {error.Message}");
    }
}

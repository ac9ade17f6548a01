using System.Collections.Concurrent;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Respawn;
using Testcontainers.MsSql;

namespace Messaging.Integration.Support;

/// <summary>
/// SQL Server for the test run: the one that MESSAGING_TEST_SQLSERVER names, or a container. Making
/// and migrating a database takes seconds there, so databases are lent, and Respawn empties them
/// between two borrowers.
/// </summary>
internal static class SqlServer
{
    private static readonly Lazy<Task<string>> Server = new(StartAsync);
    private static readonly ConcurrentBag<string> Free = [];
    private static readonly ConcurrentBag<string> Made = [];
    // One at a time: servers lock their own catalogue while they make a database.
    private static readonly SemaphoreSlim Making = new(1);
    private static MsSqlContainer? _container;

    private static string? Configured => Environment.GetEnvironmentVariable("MESSAGING_TEST_SQLSERVER");

    /// <summary>Why there is no SQL Server here; null when there is one.</summary>
    public static string? WhyMissing { get; } =
        Configured is not null || Docker.Answers ? null : "MESSAGING_TEST_SQLSERVER is not set and Docker does not answer";

    /// <summary>
    /// False on a compatible server without <c>MERGE</c>. The apps of the tests then save each row with a
    /// statement of its own, and keep their jobs in memory, since Hangfire's storage cannot do without it.
    /// Known once a database was asked for.
    /// </summary>
    public static bool KnowsMerge { get; private set; } = true;

    public static async Task<TestDatabase> CreateDatabaseAsync(bool isMigrated)
    {
        if (!isMigrated)
        {
            var empty = await CreateEmptyAsync();
            return new TestDatabase(DatabaseKind.SqlServer, empty, () => ValueTask.CompletedTask);
        }

        var connectionString = Free.TryTake(out var free) ? free : await MakeAsync();
        return new TestDatabase(DatabaseKind.SqlServer, connectionString, async () =>
        {
            try
            {
                await EmptyAsync(connectionString);
                Free.Add(connectionString);
            }
            catch (SqlException)
            {
                // The test broke it on purpose: nobody else gets it, and it is dropped at the end.
            }
        });
    }

    public static async Task StopAsync()
    {
        if (_container is not null)
        {
            await _container.DisposeAsync();
            return;
        }

        SqlConnection.ClearAllPools();
        foreach (var connectionString in Made)
        {
            var name = new SqlConnectionStringBuilder(connectionString).InitialCatalog;
            // Connections of apps that were killed are the server's to find out about.
            await TryExecuteAsync(await Server.Value, $"ALTER DATABASE [{name}] SET SINGLE_USER WITH ROLLBACK IMMEDIATE");
            await ExecuteAsync(await Server.Value, $"DROP DATABASE [{name}]");
        }
    }

    /// <summary>
    /// Made here and not by EF Core, which asks first whether it is there and understands only SQL Server's
    /// own answer.
    /// </summary>
    private static async Task<string> CreateEmptyAsync()
    {
        var server = await Server.Value;
        var name = $"messaging_{Guid.NewGuid():N}";
        await Making.WaitAsync();
        try
        {
            await ExecuteAsync(server, $"CREATE DATABASE [{name}]");
            await TryExecuteAsync(server, $"ALTER DATABASE [{name}] SET READ_COMMITTED_SNAPSHOT ON");
        }
        finally
        {
            Making.Release();
        }

        var connectionString = new SqlConnectionStringBuilder(server) { InitialCatalog = name }.ToString();
        Made.Add(connectionString);
        return connectionString;
    }

    private static async Task<string> MakeAsync()
    {
        var connectionString = await CreateEmptyAsync();
        await Making.WaitAsync();
        try
        {
            await using var db = TestDatabase.OpenContext(DatabaseKind.SqlServer, connectionString);
            await db.Database.MigrateAsync();
            return connectionString;
        }
        finally
        {
            Making.Release();
        }
    }

    private static async Task EmptyAsync(string connectionString)
    {
        await using var connection = new SqlConnection(connectionString);
        await connection.OpenAsync();
        var respawner = await Respawner.CreateAsync(connection, new RespawnerOptions
        {
            DbAdapter = DbAdapter.SqlServer,
            // Rows that migrations and Hangfire's installer wrote belong to the schema.
            TablesToIgnore = ["__EFMigrationsHistory", "LaneLeases"],
            SchemasToExclude = ["HangFire"],
        });
        await respawner.ResetAsync(connection);
        await ExecuteAsync(connectionString, "UPDATE [LaneLeases] SET [Owner] = '', [Epoch] = 0, [ExpiresAt] = '0001-01-01T00:00:00+00:00'");
    }

    private static async Task<string> StartAsync()
    {
        var server = Configured ?? await StartContainerAsync();
        KnowsMerge = await KnowsMergeAsync(server);
        return server;
    }

    private static async Task<string> StartContainerAsync()
    {
        _container = new MsSqlBuilder("mcr.microsoft.com/mssql/server:2022-latest").Build();
        await _container.StartAsync();
        return _container.GetConnectionString();
    }

    private static Task<bool> KnowsMergeAsync(string server) => TryExecuteAsync(
        server,
        """
        DECLARE @rows TABLE ([Id] int);
        MERGE @rows AS r USING (VALUES (1)) AS n ([Id]) ON r.[Id] = n.[Id] WHEN NOT MATCHED THEN INSERT ([Id]) VALUES (n.[Id]);
        """);

    /// <summary>For what compatible servers may not know.</summary>
    private static async Task<bool> TryExecuteAsync(string connectionString, string sql)
    {
        try
        {
            await ExecuteAsync(connectionString, sql);
            return true;
        }
        catch (SqlException)
        {
            return false;
        }
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new SqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}

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
    private static MsSqlContainer? _container;

    private static string? Configured => Environment.GetEnvironmentVariable("MESSAGING_TEST_SQLSERVER");

    /// <summary>Why there is no SQL Server here; null when there is one.</summary>
    public static string? WhyMissing { get; } =
        Configured is not null || Docker.Answers ? null : "MESSAGING_TEST_SQLSERVER is not set and Docker does not answer";

    public static async Task<TestDatabase> CreateDatabaseAsync(bool isMigrated)
    {
        if (!isMigrated)
        {
            var empty = await NewConnectionStringAsync();
            return new TestDatabase(DatabaseKind.SqlServer, empty, () => ValueTask.CompletedTask);
        }

        var connectionString = Free.TryTake(out var free) ? free : await MakeAsync();
        return new TestDatabase(DatabaseKind.SqlServer, connectionString, async () =>
        {
            await EmptyAsync(connectionString);
            Free.Add(connectionString);
        });
    }

    public static async Task StopAsync()
    {
        foreach (var connectionString in Made)
        {
            await using var db = TestDatabase.OpenContext(DatabaseKind.SqlServer, connectionString);
            await db.Database.EnsureDeletedAsync();
        }

        if (_container is not null) await _container.DisposeAsync();
    }

    private static async Task<string> NewConnectionStringAsync()
    {
        var connectionString = new SqlConnectionStringBuilder(await Server.Value) { InitialCatalog = $"messaging_{Guid.NewGuid():N}" }.ToString();
        Made.Add(connectionString);
        return connectionString;
    }

    private static async Task<string> MakeAsync()
    {
        var connectionString = await NewConnectionStringAsync();
        await using var db = TestDatabase.OpenContext(DatabaseKind.SqlServer, connectionString);
        await db.Database.MigrateAsync();
        return connectionString;
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
    }

    private static async Task<string> StartAsync()
    {
        if (Configured is { } configured) return configured;
        _container = new MsSqlBuilder("mcr.microsoft.com/mssql/server:2022-latest").Build();
        await _container.StartAsync();
        return _container.GetConnectionString();
    }
}

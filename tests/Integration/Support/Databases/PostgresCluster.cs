using Messaging.Testing;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Testcontainers.PostgreSql;

namespace Messaging.Integration.Support;

/// <summary>
/// PostgreSQL for the test run: the server that MESSAGING_TEST_POSTGRES names, or a temporary cluster
/// made with the programs that are installed, or a container. Started when first asked for.
/// </summary>
internal static class PostgresCluster
{
    private const string Template = "messaging_template";

    private static readonly Lazy<Task<string>> Server = new(StartAsync);
    private static readonly SemaphoreSlim Creating = new(1);
    private static PostgresProcess? _process;
    private static PostgreSqlContainer? _container;

    private static string? Configured => Environment.GetEnvironmentVariable("MESSAGING_TEST_POSTGRES");

    /// <summary>Why there is no PostgreSQL here; null when there is one.</summary>
    public static string? WhyMissing { get; } =
        Configured is not null || PostgresProcess.FindPrograms() is not null || Docker.Answers
            ? null
            : "PostgreSQL is not installed (initdb, postgres), Docker does not answer and MESSAGING_TEST_POSTGRES is not set";

    public static async Task<TestDatabase> CreateDatabaseAsync(bool isMigrated)
    {
        var server = await Server.Value;
        var name = $"messaging_{Guid.NewGuid():N}";
        await ExecuteAsync(server, isMigrated ? $"CREATE DATABASE {name} TEMPLATE {Template}" : $"CREATE DATABASE {name}");
        var connectionString = Named(server, name);
        return new TestDatabase(DatabaseKind.PostgreSql, connectionString, async () => await ExecuteAsync(server, $"DROP DATABASE {name} WITH (FORCE)"));
    }

    public static async Task StopAsync()
    {
        if (_container is not null) await _container.DisposeAsync();
        if (_process is not null) await _process.DisposeAsync();
    }

    private static async Task<string> StartAsync()
    {
        var server = Configured ?? (PostgresProcess.FindPrograms() is { } programs ? await StartClusterAsync(programs) : await StartContainerAsync());
        await ExecuteAsync(server, $"DROP DATABASE IF EXISTS {Template}");
        await ExecuteAsync(server, $"CREATE DATABASE {Template}");
        await using var db = TestDatabase.OpenContext(DatabaseKind.PostgreSql, $"{Named(server, Template)};Pooling=False");
        await db.Database.MigrateAsync();
        return server;
    }

    private static async Task<string> StartClusterAsync(string programs)
    {
        _process = await PostgresProcess.StartAsync(programs, "max_connections=300", "fsync=off", "synchronous_commit=off", "full_page_writes=off");
        return $"{_process.ConnectionString};Maximum Pool Size=40";
    }

    private static async Task<string> StartContainerAsync()
    {
        if (WhyMissing is not null) throw new InvalidOperationException(WhyMissing);
        _container = new PostgreSqlBuilder("postgres:17-alpine").Build();
        await _container.StartAsync();
        return _container.GetConnectionString();
    }

    private static async Task ExecuteAsync(string server, string sql)
    {
        // One at a time: a template cannot be copied twice at once.
        await Creating.WaitAsync();
        try
        {
            await using var connection = new NpgsqlConnection($"{Named(server, "postgres")};Pooling=False");
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            await command.ExecuteNonQueryAsync();
        }
        finally
        {
            Creating.Release();
        }
    }

    private static string Named(string server, string database) => new NpgsqlConnectionStringBuilder(server) { Database = database }.ToString();
}

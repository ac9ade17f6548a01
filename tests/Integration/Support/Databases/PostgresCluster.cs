using System.Diagnostics;
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

    /// <summary>
    /// Runs as the owner of the cluster. Its input is a pipe from the test process: when that ends, in
    /// whatever way, so does the server, and its files are gone.
    /// </summary>
    private const string Script =
        """
        set -e
        home=$(mktemp -d "${TMPDIR:-/tmp}/messaging-pg-XXXXXX")
        trap 'rm -rf "$home"' EXIT
        trap 'exit 1' HUP INT TERM
        cd "$home"
        "$1/initdb" -D data -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >log 2>&1 || { cat log >&2; exit 1; }
        "$1/postgres" -D data -k "$home" -c listen_addresses= -c max_connections=300 \
          -c fsync=off -c synchronous_commit=off -c full_page_writes=off </dev/null >>log 2>&1 &
        server=$!
        echo "$home"
        cat >/dev/null || true
        kill -QUIT "$server" || true
        wait "$server" || true
        """;

    private static readonly Lazy<Task<string>> Server = new(StartAsync);
    private static readonly SemaphoreSlim Creating = new(1);
    private static Process? _process;
    private static PostgreSqlContainer? _container;

    private static string? Configured => Environment.GetEnvironmentVariable("MESSAGING_TEST_POSTGRES");

    /// <summary>Why there is no PostgreSQL here; null when there is one.</summary>
    public static string? WhyMissing { get; } =
        Configured is not null || FindPrograms() is not null || Docker.Answers
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
        if (_process is null) return;
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<string> StartAsync()
    {
        var server = Configured ?? (FindPrograms() is { } programs ? await StartClusterAsync(programs) : await StartContainerAsync());
        await ExecuteAsync(server, $"DROP DATABASE IF EXISTS {Template}");
        await ExecuteAsync(server, $"CREATE DATABASE {Template}");
        await using var db = TestDatabase.OpenContext(DatabaseKind.PostgreSql, $"{Named(server, Template)};Pooling=False");
        await db.Database.MigrateAsync();
        return server;
    }

    private static async Task<string> StartClusterAsync(string programs)
    {
        // PostgreSQL refuses to run as root; Debian's package makes a user for it.
        string[] command = Environment.IsPrivilegedProcess && OperatingSystem.IsLinux()
            ? ["runuser", "-u", "postgres", "--", "sh", "-c", Script, "sh", programs]
            : ["sh", "-c", Script, "sh", programs];
        _process = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = Path.GetTempPath(),
        })!;
        var home = await _process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException($"PostgreSQL did not start: {await _process.StandardError.ReadToEndAsync()}");
        var server = $"Host={home};Username=postgres;Maximum Pool Size=40";
        await Eventually.HoldsAsync("PostgreSQL answers", () => AnswersAsync(server));
        return server;
    }

    private static async Task<string> StartContainerAsync()
    {
        if (WhyMissing is not null) throw new InvalidOperationException(WhyMissing);
        _container = new PostgreSqlBuilder("postgres:17-alpine").Build();
        await _container.StartAsync();
        return _container.GetConnectionString();
    }

    private static async Task<bool> AnswersAsync(string server)
    {
        try
        {
            await ExecuteAsync(server, "SELECT 1");
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
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

    /// <summary>Debian keeps the server's programs of each version in a folder that is not in the PATH.</summary>
    private static string? FindPrograms()
    {
        const string Debian = "/usr/lib/postgresql";
        var folders = Directory.Exists(Debian)
            ? Directory.GetDirectories(Debian).OrderByDescending(folder => Version.TryParse($"{Path.GetFileName(folder)}.0", out var version) ? version : new Version())
                .Select(folder => Path.Combine(folder, "bin"))
            : [];
        return folders.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")));
    }
}

using System.Globalization;
using Messaging.Testing;
using Npgsql;

namespace Messaging.Load.Compare;

/// <summary>A temporary PostgreSQL server with its standard settings: what is committed is on the disk.</summary>
internal sealed class LoadPostgres : IAsyncDisposable
{
    /// <summary>A setting with which the server counts statements; it slows them a little.</summary>
    public const string CountStatements = "shared_preload_libraries=pg_stat_statements";

    /// <summary>Linux counts processor time in hundredths of a second.</summary>
    private const double TicksPerSecond = 100;

    private readonly PostgresProcess _server;

    private LoadPostgres(PostgresProcess server) => _server = server;

    /// <summary>The folder of its socket.</summary>
    public string Home => _server.Home;

    /// <param name="settings">Settings of the server beyond the standard ones.</param>
    public static async Task<LoadPostgres> StartAsync(params string[] settings) => new(await PostgresProcess.StartAsync(
        PostgresProcess.FindPrograms() ?? throw new InvalidOperationException("PostgreSQL (initdb and postgres) is not installed. Install it, or measure with --only sqlite."),
        ["max_connections=200", .. settings]));

    /// <returns>The connection string of a new, empty database.</returns>
    public async Task<string> CreateDatabaseAsync(string name)
    {
        // Flushes the data of the previous database to the disk before this one is measured.
        await ExecuteAsync("CHECKPOINT");
        await ExecuteAsync($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        await ExecuteAsync($"CREATE DATABASE {name}");
        return ConnectionStringOf(name);
    }

    public string ConnectionStringOf(string database) => $"{_server.ConnectionString};Database={database}";

    /// <returns>Statements that all databases have executed since the start; the server was started with <see cref="CountStatements"/>.</returns>
    public async Task<long> GetStatementsAsync()
    {
        await ExecuteAsync("CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
        return Convert.ToInt64(await ExecuteAsync("SELECT sum(calls) FROM pg_stat_statements"), CultureInfo.InvariantCulture);
    }

    public async Task<string> GetVersionAsync() => $"{await ExecuteAsync("SHOW server_version")}";

    /// <summary>Processor time of the server and all its processes, those that have ended too; null where the system does not tell.</summary>
    public TimeSpan? GetProcessorTime()
    {
        if (!OperatingSystem.IsLinux()) return null;
        var postmaster = File.ReadLines(Path.Combine(Home, "data", "postmaster.pid")).First();
        var ticks = TicksOf(ReadStat(postmaster), withEnded: true);
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])))
        {
            if (ReadStat(Path.GetFileName(folder)) is { Length: > 0 } stat && stat[1] == postmaster) ticks += TicksOf(stat, withEnded: false);
        }

        return TimeSpan.FromSeconds(ticks / TicksPerSecond);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task<object?> ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection($"{_server.ConnectionString};Database=postgres;Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync();
    }

    /// <returns>The fields after the name of the program: state, parent and so on; none when there is no such process.</returns>
    private static string[] ReadStat(string process)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{process}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static long TicksOf(string[] stat, bool withEnded) =>
        stat.Skip(11).Take(withEnded ? 4 : 2).Sum(field => long.Parse(field, CultureInfo.InvariantCulture));
}

using System.Globalization;
using Messaging.Testing;
using Npgsql;

namespace Messaging.Load.Compare;

/// <summary>A temporary PostgreSQL server with its standard settings: what is committed is on the disk.</summary>
internal sealed class LoadPostgres : IAsyncDisposable
{
    /// <summary>Linux counts processor time in hundredths of a second.</summary>
    private const double TicksPerSecond = 100;

    private readonly PostgresProcess _server;

    private LoadPostgres(PostgresProcess server) => _server = server;

    /// <summary>The folder of its socket.</summary>
    public string Home => _server.Home;

    public static async Task<LoadPostgres> StartAsync() => new(await PostgresProcess.StartAsync(
        PostgresProcess.FindPrograms() ?? throw new InvalidOperationException("PostgreSQL is not installed."), "max_connections=200"));

    /// <returns>The connection string of a new, empty database.</returns>
    public async Task<string> CreateDatabaseAsync(string name)
    {
        // What the database before has written goes to the disk now and not while this one is measured.
        await ExecuteAsync("CHECKPOINT");
        await ExecuteAsync($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        await ExecuteAsync($"CREATE DATABASE {name}");
        return $"{_server.ConnectionString};Database={name}";
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

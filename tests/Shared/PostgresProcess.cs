using System.Diagnostics;
using Npgsql;

namespace Messaging.Testing;

/// <summary>
/// A temporary PostgreSQL server, made with the programs that are installed. It listens only on a
/// socket in its own folder.
/// </summary>
internal sealed class PostgresProcess : IAsyncDisposable
{
    /// <summary>
    /// Runs as the owner of the cluster. Its input is a pipe from this process: when that ends, in
    /// whatever way, so does the server, and its files are gone.
    /// </summary>
    private const string Script =
        """
        set -e
        home=$(mktemp -d "${TMPDIR:-/tmp}/messaging-pg-XXXXXX")
        trap 'rm -rf "$home"' EXIT
        trap 'kill -QUIT "$server" 2>/dev/null || true; exit 1' HUP TERM
        # An interrupt of the terminal reaches the parent too, which ends the server in order.
        trap '' INT
        cd "$home"
        programs=$1
        shift
        "$programs/initdb" -D data -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >log 2>&1 || { cat log >&2; exit 1; }
        "$programs/postgres" -D data -k "$home" -c listen_addresses= "$@" </dev/null >>log 2>&1 &
        server=$!
        echo "$home"
        cat >/dev/null || true
        kill -QUIT "$server" || true
        wait "$server" || true
        """;

    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(1);
    private readonly Process _process;

    private PostgresProcess(Process process, string home) => (_process, Home) = (process, home);

    /// <summary>The folder with the server's socket and, in <c>data</c>, its files.</summary>
    public string Home { get; }

    /// <summary>Connects the owner of the cluster to the server; the name of a database is to be added.</summary>
    public string ConnectionString => $"Host={Home};Username=postgres";

    /// <summary>The folder of the newest PostgreSQL programs; null when there are none.</summary>
    public static string? FindPrograms()
    {
        // Debian keeps the server's programs of each version in a folder that is not in the PATH.
        const string Debian = "/usr/lib/postgresql";
        var folders = Directory.Exists(Debian)
            ? Directory.GetDirectories(Debian).OrderByDescending(folder => Version.TryParse($"{Path.GetFileName(folder)}.0", out var version) ? version : new Version())
                .Select(folder => Path.Combine(folder, "bin"))
            : [];
        return folders.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")));
    }

    /// <param name="programs">The answer of <see cref="FindPrograms"/>.</param>
    /// <param name="settings">Settings of the server, for example <c>fsync=off</c>.</param>
    /// <exception cref="InvalidOperationException">The server did not start; the message has its output.</exception>
    public static async Task<PostgresProcess> StartAsync(string programs, params string[] settings)
    {
        string[] run = ["sh", "-c", Script, "sh", programs, .. settings.SelectMany(setting => new[] { "-c", setting })];
        // PostgreSQL refuses to run as root; Debian's package makes a user for it.
        string[] command = Environment.IsPrivilegedProcess && OperatingSystem.IsLinux() ? ["runuser", "-u", "postgres", "--", .. run] : run;
        var process = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = Path.GetTempPath(),
        })!;
        var home = await process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException($"PostgreSQL did not start: {await process.StandardError.ReadToEndAsync()}");
        var server = new PostgresProcess(process, home);
        try
        {
            await server.WaitUntilItAnswersAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task WaitUntilItAnswersAsync()
    {
        for (var limit = Stopwatch.StartNew(); ; await Task.Delay(100))
        {
            try
            {
                await using var connection = new NpgsqlConnection($"{ConnectionString};Database=postgres;Pooling=False");
                await connection.OpenAsync();
                return;
            }
            catch (NpgsqlException) when (limit.Elapsed < StartLimit)
            {
                // It is still starting.
            }
        }
    }
}

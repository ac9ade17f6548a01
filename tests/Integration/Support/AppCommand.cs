using System.Collections.Concurrent;
using System.Diagnostics;
using Xunit;

namespace Messaging.Integration.Support;

/// <summary>The built app with a command (<c>smoke</c>, <c>check-config</c> …), as an operator runs it, in an empty folder.</summary>
internal sealed class AppCommand : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("messaging-command-");
    private readonly Process _process;

    private AppCommand(IReadOnlyDictionary<string, string?> settings, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Messaging.WebApi.dll"), .. arguments])
        {
            WorkingDirectory = _home.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (key, value) in settings) start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        start.Environment.Remove("ASPNETCORE_ENVIRONMENT");
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Note(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Note(_errors, line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Output => string.Join('\n', Lines);

    // Two pipes have no common order. What ends a command is an error, and the last line.
    private IEnumerable<string> Lines => [.. _output, .. _errors];

    public static AppCommand Start(IReadOnlyDictionary<string, string?> settings, params string[] arguments) => new(settings, arguments);

    /// <summary>Runs it to its end; fails the test unless this is the exit code.</summary>
    public static async Task<string> RunAsync(IReadOnlyDictionary<string, string?> settings, int exitCode, params string[] arguments)
    {
        var (actual, lines) = await RunAsync(settings, arguments);
        var output = string.Join('\n', lines);
        Assert.True(actual == exitCode, $"Expected {exitCode}, but got {actual}:\n{output}");
        return output;
    }

    /// <returns>The exit code, and the lines of the output without empty ones.</returns>
    public static Task<(int ExitCode, string[] Output)> RunAsync(params string[] arguments) => RunAsync(new Dictionary<string, string?>(), arguments);

    /// <param name="settings">Environment of the process; null takes a variable away.</param>
    /// <param name="arguments">The command and what belongs to it.</param>
    public static async Task<(int ExitCode, string[] Output)> RunAsync(IReadOnlyDictionary<string, string?> settings, params string[] arguments)
    {
        using var command = Start(settings, arguments);
        // Disposing kills what has not ended by then.
        await command._process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        return (command._process.ExitCode, [.. command.Lines.Select(line => line.Trim()).Where(line => line.Length > 0)]);
    }

    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
        _home.Delete(recursive: true);
    }

    private static void Note(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null) lines.Enqueue(line);
    }
}

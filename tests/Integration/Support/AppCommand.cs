using System.Collections.Concurrent;
using System.Diagnostics;
using Xunit;

namespace Messaging.Integration.Support;

/// <summary>The built app with a command, as an operator runs it.</summary>
internal sealed class AppCommand : IDisposable
{
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly Process _process;

    private AppCommand(IReadOnlyDictionary<string, string?> settings, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Messaging.WebApi.dll"), .. arguments])
        {
            WorkingDirectory = Path.GetTempPath(),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (key, value) in settings) start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        start.Environment.Remove("ASPNETCORE_ENVIRONMENT");
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Output => string.Join('\n', _lines);

    public static AppCommand Start(IReadOnlyDictionary<string, string?> settings, params string[] arguments) => new(settings, arguments);

    /// <summary>Runs it to its end; fails the test unless this is the exit code.</summary>
    public static async Task<string> RunAsync(IReadOnlyDictionary<string, string?> settings, int exitCode, params string[] arguments)
    {
        using var command = Start(settings, arguments);
        await command._process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(command._process.ExitCode == exitCode, $"Expected {exitCode}, but got {command._process.ExitCode}:\n{command.Output}");
        return command.Output;
    }

    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private void Note(string? line)
    {
        if (line is not null) _lines.Enqueue(line);
    }
}

using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Messaging.Load;

/// <summary>A server as a process of its own, which announces its address on standard output.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const int LinesKept = 20;
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(5);

    private readonly Process _process;
    private readonly Regex _announcement;
    private readonly TaskCompletionSource<Uri> _announced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Queue<string> _lastLines = new();

    private ServerProcess(ProcessStartInfo start, Regex announcement)
    {
        _announcement = announcement;
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
        _process.Exited += (_, _) => _announced.TrySetException(new InvalidOperationException($"{start.FileName} ended before it was ready. {LastLines}"));
        // If this program is interrupted, the server ends too.
        AppDomain.CurrentDomain.ProcessExit += Kill;
    }

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>Processor time since the start.</summary>
    public TimeSpan ProcessorTime => Refreshed().TotalProcessorTime;

    /// <summary>Memory of the process as the system counts it, in megabytes.</summary>
    public double WorkingSetMb => Refreshed().WorkingSet64 / 1e6;

    public int Handles => Refreshed().HandleCount;

    public int Threads => Refreshed().Threads.Count;

    /// <summary>The last output of the server, to find the cause of a failure.</summary>
    public string LastLines
    {
        get
        {
            lock (_lastLines) return string.Join('\n', _lastLines);
        }
    }

    /// <param name="program">The program to run.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="folder">Its working directory.</param>
    /// <param name="environment">Variables beyond those of this process.</param>
    /// <param name="announcement">Matches the line that says that the server is ready; its group <c>address</c> is the address.</param>
    /// <exception cref="InvalidOperationException">The process ended before it was ready; the message has its last lines.</exception>
    public static async Task<ServerProcess> StartAsync(
        string program, string[] arguments, string folder, IReadOnlyDictionary<string, string> environment, Regex announcement)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var server = new ServerProcess(start, announcement);
        server._process.Start();
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        try
        {
            server.Address = await server._announced.Task.WaitAsync(StartLimit);
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
        AppDomain.CurrentDomain.ProcessExit -= Kill;
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private Process Refreshed()
    {
        _process.Refresh();
        return _process;
    }

    private void Read(string? line)
    {
        if (line is null) return;
        if (_announcement.Match(line) is { Success: true } match) _announced.TrySetResult(new Uri(match.Groups["address"].Value));
        lock (_lastLines)
        {
            _lastLines.Enqueue(line);
            if (_lastLines.Count > LinesKept) _lastLines.Dequeue();
        }
    }

    private void Kill(object? sender, EventArgs e) => _process.Kill(entireProcessTree: true);
}

using System.Diagnostics;

namespace Messaging.Load.Compare;

/// <summary>One row of the table.</summary>
/// <param name="Server">What was measured.</param>
/// <param name="Load">The step, for example <c>300/s</c>.</param>
/// <param name="HasKeptUp">False when the server could not keep the rate, so that the step was ended early.</param>
/// <param name="PerSecond">Answered messages a second.</param>
/// <param name="Step">Latencies and errors.</param>
/// <param name="ServerCpuMs">Processor time of the server for each message, in milliseconds.</param>
/// <param name="PostgresCpuMs">The same of PostgreSQL; null without it.</param>
/// <param name="MemoryMb">Working set of the server after the step, in megabytes.</param>
internal sealed record Measurement(
    string Server, string Load, bool HasKeptUp, double PerSecond, Step Step, double ServerCpuMs, double? PostgresCpuMs, double MemoryMb)
{
    private static readonly TimeSpan LastArrival = TimeSpan.FromMinutes(1);

    /// <summary>Doubled events come a little after the first ones.</summary>
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(1);

    /// <param name="title">What is measured.</param>
    /// <param name="load">The name of the step.</param>
    /// <param name="server">Its process.</param>
    /// <param name="postgres">Its database; null without one.</param>
    /// <param name="journal">Where the generator notes what it does.</param>
    /// <param name="send">Sends; says whether the server has kept up.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public static async Task<Measurement> TakeAsync(
        string title, string load, ServerProcess server, LoadPostgres? postgres, Journal journal, Func<Task<bool>> send, CancellationToken cancellationToken)
    {
        var step = journal.Begin();
        var (serverCpu, postgresCpu) = (server.ProcessorTime, postgres?.GetProcessorTime());
        var watch = Stopwatch.StartNew();
        var hasKeptUp = await send();
        var seconds = watch.Elapsed.TotalSeconds;
        for (var limit = Stopwatch.StartNew(); step.Lost > 0 && limit.Elapsed < LastArrival;) await Task.Delay(20, cancellationToken);
        var messages = Math.Max(1, step.Answered);
        var taken = new Measurement(
            title, load, hasKeptUp, step.Answered / seconds, step,
            (server.ProcessorTime - serverCpu).TotalMilliseconds / messages,
            (postgres?.GetProcessorTime() - postgresCpu)?.TotalMilliseconds / messages,
            server.WorkingSetMb);
        await Task.Delay(Settle, cancellationToken);
        return taken;
    }
}

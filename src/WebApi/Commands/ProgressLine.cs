using System.Globalization;
using Messaging.Application.Common;

namespace Messaging.WebApi.Commands;

/// <summary>
/// The output of a long command. On a terminal, one line shows the count, the rate and the time left, and is updated in
/// place. Elsewhere, each step is a plain line, which suits a log.
/// </summary>
internal sealed class ProgressLine(TextWriter output, bool isTerminal, TimeProvider time)
{
    private WorkProgress? _first;
    private long _startedAt;
    private int _shown;

    /// <summary>Writes to the output of a command, which is a terminal unless it is redirected.</summary>
    public static ProgressLine To(TextWriter output, TimeProvider time) => new(output, ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected, time);

    /// <summary>Writes a line of its own. The progress line continues below it.</summary>
    public void WriteLine(string line)
    {
        if (_shown > 0) output.Write($"\r{new string(' ', _shown)}\r");
        _shown = 0;
        output.WriteLine(line);
    }

    /// <summary>Shows how far the work has come.</summary>
    public void Report(WorkProgress progress)
    {
        if (!isTerminal)
        {
            output.WriteLine(progress);
            return;
        }

        if (_first?.What != progress.What) (_first, _startedAt) = (progress, time.GetTimestamp());
        var text = $"{progress}{Speed(_first, progress, time.GetElapsedTime(_startedAt))}";
        output.Write($"\r{text.PadRight(_shown)}");
        _shown = text.Length;
        if (progress.Done < progress.Total) return;
        output.WriteLine();
        _shown = 0;
    }

    private static string Speed(WorkProgress first, WorkProgress progress, TimeSpan elapsed)
    {
        // The first report says nothing about the speed: a command that resumes begins in the middle.
        var rate = elapsed > TimeSpan.Zero ? (progress.Done - first.Done) / elapsed.TotalSeconds : 0;
        if (rate <= 0) return "";
        var left = progress.Done < progress.Total ? $", {Text(TimeSpan.FromSeconds((progress.Total - progress.Done) / rate))} left" : "";
        return string.Create(CultureInfo.InvariantCulture, $", {rate:0} {progress.Unit}/s{left}");
    }

    private static string Text(TimeSpan time) => time switch
    {
        { TotalHours: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} h {time.Minutes} min"),
        { TotalMinutes: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Minutes} min {time.Seconds} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(time.TotalSeconds):0} s"),
    };
}

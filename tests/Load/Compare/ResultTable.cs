using System.Globalization;
using System.Runtime.InteropServices;

namespace Messaging.Load.Compare;

/// <summary>Prints measurements as a table in Markdown, row by row, and keeps it for a file.</summary>
internal sealed class ResultTable
{
    private static readonly string[] Columns =
    [
        "server", "load", "messages/s", "answer p50", "p90", "p99", "p99.9", "event p50", "p90", "p99", "p99.9", "longest behind answer",
        "CPU ms", "PostgreSQL CPU ms", "MB", "refused", "lost", "doubled", "gaps",
    ];

    private readonly List<string> _lines = [];
    private readonly List<Measurement> _rows = [];

    public bool IsWhole => _rows.TrueForAll(row => row.Step.IsWhole);

    public void Begin(IEnumerable<string> notes)
    {
        Print(Machine());
        foreach (var note in notes) Print($"{note}");
        Print("");
        Print("Latencies in milliseconds from the intended time of the POST. CPU is that of the server process for each message.");
        Print("");
        Print($"| {string.Join(" | ", Columns)} |");
        Print($"| --- | --- |{string.Concat(Enumerable.Repeat(" ---: |", Columns.Length - 2))}");
    }

    public void Add(Measurement row)
    {
        _rows.Add(row);
        string[] cells =
        [
            row.Server, row.HasKeptUp ? row.Load : $"{row.Load} (not kept)", Number(row.PerSecond, 0),
            .. Percentiles(row.Step.Answers), .. Percentiles(row.Step.Events), Number(row.Step.Behind.At(100), 1),
            Number(row.ServerCpuMs, 2), row.PostgresCpuMs is { } cpu ? Number(cpu, 2) : "", Number(row.MemoryMb, 0),
            $"{row.Step.Refused}", $"{row.Step.Lost}", $"{row.Step.Doubled}", $"{row.Step.Gaps}",
        ];
        Print($"| {string.Join(" | ", cells)} |");
    }

    /// <summary>Every server against the first one in the same step.</summary>
    public void AddRatios()
    {
        if (_rows.Count == 0 || _rows.TrueForAll(row => row.Server == _rows[0].Server)) return;
        Print("");
        Print($"As a multiple of {_rows[0].Server} in the same step:");
        Print("");
        Print("| server | load | messages/s | event p50 | event p99 | CPU |");
        Print("| --- | --- | ---: | ---: | ---: | ---: |");
        foreach (var row in _rows.Where(row => row.Server != _rows[0].Server))
        {
            if (_rows.Find(other => other.Server == _rows[0].Server && other.Load == row.Load) is not { } first) continue;
            Print($"| {row.Server} | {row.Load} | {Number(row.PerSecond / first.PerSecond, 2)} | {Number(row.Step.Events.At(50) / first.Step.Events.At(50), 2)} | {Number(row.Step.Events.At(99) / first.Step.Events.At(99), 2)} | {Number(row.ServerCpuMs / first.ServerCpuMs, 2)} |");
        }
    }

    /// <param name="file">Where the table goes; null for nowhere.</param>
    public async Task SaveAsync(string? file)
    {
        if (file is not null) await File.WriteAllLinesAsync(file, _lines);
    }

    private static IEnumerable<string> Percentiles(Latencies latencies) => new[] { 50, 90, 99, 99.9 }.Select(percentile => Number(latencies.At(percentile), 1));

    private static string Number(double value, int digits) =>
        double.IsFinite(value) ? value.ToString($"F{digits}", CultureInfo.InvariantCulture) : "–";

    private static string Machine() => string.Create(CultureInfo.InvariantCulture,
        $"{Environment.ProcessorCount} processors, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9:F0} GB, {RuntimeInformation.OSDescription}, .NET {Environment.Version}; the load, the servers and PostgreSQL share the machine.");

    private void Print(string line)
    {
        Console.WriteLine(line);
        _lines.Add(line);
    }
}

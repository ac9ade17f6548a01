using System.Globalization;
using Messaging.Load.Compare;

namespace Messaging.Load;

/// <summary>
/// Whether the number of stored messages makes a difference: fills a database by SQL, size after size,
/// and times a send, two pages of history, the list and a sync at each of them.
/// </summary>
internal static class HistoryProgram
{
    private const int Conversations = 10;
    private const int WarmUpRounds = 50;
    private static readonly int[] Sizes = [1_000, 10_000, 100_000, 1_000_000, 10_000_000];

    public static async Task<int> RunAsync(LoadOptions options)
    {
        var names = options.GetWords("--only", Contender.PostgreSql, Contender.Sqlite);
        var largest = options.Get("--largest", int.MaxValue);
        var rounds = options.Get("--rounds", 300);
        using var interruption = new Interruption();
        try
        {
            await using var postgres = names.Contains(Contender.PostgreSql) ? await LoadPostgres.StartAsync() : null;
            Console.WriteLine($"{Environment.ProcessorCount} processors; messages in {Conversations} conversations; median of {rounds} calls in milliseconds, and as a multiple of the smallest size");
            Console.WriteLine();
            Console.WriteLine($"| database | messages | {string.Join(" | ", HistoryCalls.Names)} |");
            Console.WriteLine($"| --- | ---: |{string.Concat(Enumerable.Repeat(" ---: |", HistoryCalls.Names.Length))}");
            foreach (var name in names)
            {
                // The file is not made for more.
                var limit = Math.Min(largest, name == Contender.Sqlite ? 1_000_000 : int.MaxValue);
                await MeasureAsync(name, name == Contender.PostgreSql ? postgres : null, [.. Sizes.Where(size => size <= limit)], rounds, interruption.Token);
            }
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            return Interruption.ExitCode;
        }

        return 0;
    }

    private static async Task MeasureAsync(string name, LoadPostgres? postgres, int[] sizes, int rounds, CancellationToken cancellationToken)
    {
        var app = await AppContender.StartAppAsync(postgres);
        await using var contender = new AppContender(app);
        var pairs = await contender.OpenAsync(Conversations, cancellationToken);
        // One message in each, after which the others are made.
        using (var first = new HistoryCalls(app.Address, pairs)) await first.RunAsync(Conversations, cancellationToken);

        double[]? smallest = null;
        foreach (var size in sizes)
        {
            await app.RestartAsync(() => MessageFiller.FillAsync(app, postgres, size, cancellationToken));
            using var calls = new HistoryCalls(app.Address, pairs);
            await calls.RunAsync(WarmUpRounds, cancellationToken);
            var medians = (await calls.RunAsync(rounds, cancellationToken)).Select(latencies => latencies.At(50)).ToArray();
            smallest ??= medians;
            Console.WriteLine(
                $"| {Contender.TitleOf(name)} | {size.ToString("N0", CultureInfo.InvariantCulture)} | {string.Join(" | ", medians.Zip(smallest, (median, least) => string.Create(CultureInfo.InvariantCulture, $"{median:F2} ({median / least:F2})")))} |");
        }
    }
}

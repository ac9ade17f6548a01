using System.Diagnostics;
using System.Globalization;
using Messaging.Load.Compare;

namespace Messaging.Load;

/// <summary>
/// How soon everything that waits is published when the push service is back after an outage, and when the app is back
/// after <c>kill -9</c>. Messages keep coming at a fixed rate.
/// </summary>
internal static class RecoveryProgram
{
    private const int Pairs = 50;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <returns>0 when nothing was lost and nothing came out of order, otherwise 1.</returns>
    public static async Task<int> RunAsync(LoadOptions options)
    {
        var names = options.GetWords("--only", Contender.PostgreSql, Contender.Sqlite);
        var (rate, outage) = (options.Get("--rate", 300), TimeSpan.FromSeconds(options.Get("--outage", 30)));
        using var interruption = new Interruption();
        var isWhole = true;
        try
        {
            await using var postgres = names.Contains(Contender.PostgreSql) ? await LoadPostgres.StartAsync() : null;
            Console.WriteLine($"{Environment.ProcessorCount} processors; {rate} messages a second, the push service is down for {outage.TotalSeconds:0} s");
            Console.WriteLine();
            Console.WriteLine("| database | fault | waiting | ready after s | empty after s | lost | doubled | gaps |");
            Console.WriteLine("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |");
            foreach (var name in names) isWhole &= await MeasureAsync(name, name == Contender.PostgreSql ? postgres : null, rate, outage, interruption.Token);
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            return Interruption.ExitCode;
        }

        return isWhole ? 0 : 1;
    }

    private static async Task<bool> MeasureAsync(string name, LoadPostgres? postgres, int rate, TimeSpan outage, CancellationToken cancellationToken)
    {
        var journal = new Journal();
        await using var push = await LoadPushService.StartAsync(journal.Arrive);
        var app = await AppContender.StartAppAsync(postgres, push.Settings);
        await using var contender = new AppContender(app);
        var pairs = await contender.OpenAsync(Pairs, cancellationToken);
        using (var generator = new Generator(app.Address, pairs, journal)) await generator.SendAtRateAsync(rate, WarmUp, cancellationToken);

        push.IsDown = true;
        var (waiting, after) = (journal.Begin(), journal.Current);
        TimeSpan emptied;
        using (var generator = new Generator(app.Address, pairs, journal))
        {
            await generator.SendAtRateAsync(rate, outage, cancellationToken);
            push.IsDown = false;
            after = journal.Begin();
            var sending = generator.SendAtRateAsync(rate, WarmUp, cancellationToken);
            emptied = await EmptyAsync(waiting, cancellationToken);
            await sending;
        }

        await EmptyAsync(after, cancellationToken);
        Write(name, "outage", waiting, ready: null, emptied);
        var isWhole = IsWhole(waiting) && IsWhole(after);

        push.IsDown = true;
        waiting = journal.Begin();
        using (var generator = new Generator(app.Address, pairs, journal)) await generator.SendAtRateAsync(rate, outage, cancellationToken);
        var killed = Stopwatch.GetTimestamp();
        await app.RestartAsync(() => Task.CompletedTask);
        push.IsDown = false;
        var ready = Stopwatch.GetElapsedTime(killed);
        emptied = await EmptyAsync(waiting, cancellationToken);
        Write(name, "kill -9", waiting, ready, emptied);
        return isWhole && IsWhole(waiting);
    }

    private static async Task<TimeSpan> EmptyAsync(Step step, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        while (step.Lost > 0 && watch.Elapsed < Limit) await Task.Delay(10, cancellationToken);
        return watch.Elapsed;
    }

    private static bool IsWhole(Step step) => step is { Lost: 0, Gaps: 0 };

    private static void Write(string name, string fault, Step step, TimeSpan? ready, TimeSpan emptied) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"| {Contender.TitleOf(name)} | {fault} | {step.Answered} | {ready?.TotalSeconds:F1} | {emptied.TotalSeconds:F1} | {step.Lost} | {step.Doubled} | {step.Gaps} |"));
}

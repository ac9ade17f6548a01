using System.Diagnostics;
using System.Globalization;
using Messaging.Load.Compare;

namespace Messaging.Load;

/// <summary>
/// Measures the cost of one message in groups of several sizes. Every member has the app open and the group in
/// front, so each of them gets everything that is pushed.
/// </summary>
internal static class GroupsProgram
{
    private const int WarmUpMessages = 100;
    private static readonly TimeSpan LastArrival = TimeSpan.FromMinutes(1);

    /// <returns>0 when every member got every message once, otherwise 1.</returns>
    public static async Task<int> RunAsync(LoadOptions options)
    {
        var names = options.GetWords("--only", Contender.PostgreSql, Contender.Sqlite);
        var sizes = options.GetNumbers("--sizes", 2, 10, 100);
        var messages = options.Get("--messages", 200);
        using var interruption = new Interruption();
        var isWhole = true;
        try
        {
            await using var postgres = names.Contains(Contender.PostgreSql) ? await LoadPostgres.StartAsync(LoadPostgres.CountStatements) : null;
            Console.WriteLine($"{Environment.ProcessorCount} processors; {messages} messages from one sender for each size, for each message:");
            Console.WriteLine();
            Console.WriteLine("| database | members | answer p50 ms | last member p50 ms | CPU ms | PostgreSQL CPU ms | statements | pushed kB | pushed events | lost | doubled |");
            Console.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
            foreach (var name in names)
            {
                var database = name == Contender.PostgreSql ? postgres : null;
                await using var app = await AppContender.StartAppAsync(database);
                var users = await AppContender.RegisterAsync(app.Address, sizes.Max(), interruption.Token);
                foreach (var size in sizes)
                {
                    await using var group = await LoadGroup.OpenAsync([.. users.Take(size)]);
                    await SendAsync(group, WarmUpMessages, interruption.Token);
                    isWhole &= await MeasureAsync(name, app, database, group, messages, interruption.Token);
                }

                foreach (var user in users) user.Dispose();
            }
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            return Interruption.ExitCode;
        }

        return isWhole ? 0 : 1;
    }

    private static async Task<bool> MeasureAsync(
        string name, LoadApp app, LoadPostgres? postgres, LoadGroup group, int messages, CancellationToken cancellationToken)
    {
        var (cpu, postgresCpu, bytes, events) = (app.Server.ProcessorTime, postgres?.GetProcessorTime(), group.BytesReceived, group.EventsReceived);
        var statements = postgres is null ? 0 : await postgres.GetStatementsAsync();
        var answers = await SendAsync(group, messages, cancellationToken);
        var perMessage = ((app.Server.ProcessorTime - cpu) / messages).TotalMilliseconds;
        var postgresPerMessage = ((postgres?.GetProcessorTime() - postgresCpu) / messages)?.TotalMilliseconds;
        var executed = postgres is null ? "" : Number((await postgres.GetStatementsAsync() - statements) / (double)messages);
        Console.WriteLine(string.Join(" | ",
            $"| {Contender.TitleOf(name)}", $"{group.Members}", Number(answers.At(50)), Number(group.LastMember.At(50)), Number(perMessage),
            postgresPerMessage is { } value ? Number(value) : "", executed,
            Number((group.BytesReceived - bytes) / 1e3 / messages), Number((group.EventsReceived - events) / (double)messages), $"{group.Lost}", $"{group.Doubled} |"));
        return group.Lost == 0 && group.Doubled == 0;
    }

    /// <summary>Sends one message after the other, and waits until all members have them.</summary>
    private static async Task<Latencies> SendAsync(LoadGroup group, int messages, CancellationToken cancellationToken)
    {
        var answers = new Latencies();
        group.Begin();
        for (var i = 0; i < messages; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var start = Stopwatch.GetTimestamp();
            await group.SendAsync(start);
            answers.Add(Stopwatch.GetElapsedTime(start));
        }

        for (var limit = Stopwatch.StartNew(); group.Lost > 0 && limit.Elapsed < LastArrival;) await Task.Delay(20, cancellationToken);
        // The list's events follow those of the messages.
        await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        return answers;
    }

    private static string Number(double value) => value.ToString("F2", CultureInfo.InvariantCulture);
}

using Messaging.Testing;

namespace Messaging.Load.Compare;

/// <summary>
/// Measures this app on PostgreSQL and SQLite, and two servers that do the same durable work, in one
/// run: the same requests, the same subscribers, one server after the other.
/// </summary>
internal static class CompareProgram
{
    private const int WarmUpSenders = 8;
    private const int LongestWarmUpSeconds = 10;

    /// <param name="arguments">The command line.</param>
    /// <param name="isMixed">Each message is also marked as read, and every tenth is followed by a sync; only this app is measured.</param>
    /// <returns>0 when everything came once and in order, otherwise 1; 130 when it was interrupted.</returns>
    /// <exception cref="FormatException">An option has a value that it does not take.</exception>
    public static async Task<int> RunAsync(LoadOptions arguments, bool isMixed)
    {
        var options = CompareOptions.Read(arguments, isMixed ? [Contender.PostgreSql, Contender.Sqlite] : Contender.Names);
        using var interruption = new Interruption();
        var (names, notes) = await FindAsync(options.Only);
        if (names.Count == 0)
        {
            foreach (var note in notes) await Console.Error.WriteLineAsync(note);
            return 1;
        }

        var table = new ResultTable();
        try
        {
            await using var postgres = names.Any(name => name != Contender.Sqlite) ? await LoadPostgres.StartAsync() : null;
            if (postgres is not null) notes.Add($"PostgreSQL {await postgres.GetVersionAsync()}, standard settings (fsync and synchronous_commit are on).");
            notes.Add($"{options.Pairs} direct conversations, 200 characters a message, {options.Time.TotalSeconds:F0} s a step.");
            table.Begin(notes);
            foreach (var name in names)
                await MeasureAsync(name, name == Contender.Sqlite ? null : postgres, options, isMixed, table, interruption.Token);
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            return Interruption.ExitCode;
        }

        table.AddRatios();
        await table.SaveAsync(options.Output);
        return table.IsWhole ? 0 : 1;
    }

    private static async Task MeasureAsync(
        string name, LoadPostgres? postgres, CompareOptions options, bool isMixed, ResultTable table, CancellationToken cancellationToken)
    {
        await using var contender = await Contender.StartAsync(name, postgres);
        var pairs = await contender.OpenAsync(options.Pairs, cancellationToken);
        var journal = new Journal();
        var subscriptions = new List<IAsyncDisposable>();
        var after = isMixed ? new Afterwards() : null;
        using var generator = new Generator(contender.Server.Address, pairs, journal, after is null ? null : after.RunAsync);
        try
        {
            foreach (var pair in pairs) subscriptions.Add(await contender.SubscribeAsync(pair, journal.Arrive));
            var warmUp = TimeSpan.FromSeconds(Math.Min(options.Time.TotalSeconds, LongestWarmUpSeconds));
            await TakeAsync("warm-up", () => WithSendersAsync(WarmUpSenders, warmUp));

            var hasKeptUp = true;
            foreach (var rate in options.Rates.TakeWhile(_ => hasKeptUp))
            {
                var row = await TakeAsync($"{rate}/s", () => generator.SendAtRateAsync(rate, options.Time, cancellationToken));
                hasKeptUp = row.HasKeptUp;
                table.Add(row);
            }

            foreach (var senders in options.Senders)
                table.Add(await TakeAsync($"{senders} senders", () => WithSendersAsync(senders, options.Time)));
        }
        finally
        {
            await Task.WhenAll(subscriptions.Select(subscription => subscription.DisposeAsync().AsTask()));
        }

        Task<Measurement> TakeAsync(string load, Func<Task<bool>> send) =>
            Measurement.TakeAsync(Contender.TitleOf(name), load, contender.Server, postgres, journal, send, cancellationToken);

        async Task<bool> WithSendersAsync(int senders, TimeSpan duration)
        {
            await generator.SendWithAsync(senders, duration, cancellationToken);
            return true;
        }
    }

    /// <returns>What can be measured here, and a sentence for what is missing.</returns>
    private static async Task<(List<string> Names, List<string> Notes)> FindAsync(IReadOnlyList<string> wanted)
    {
        var (names, notes) = (wanted.ToList(), new List<string>());
        if (PostgresProcess.FindPrograms() is null && names.RemoveAll(name => name != Contender.Sqlite) > 0)
            notes.Add($"PostgreSQL (initdb and postgres) is not installed; install it to measure {string.Join(", ", wanted.Except(names))}.");
        if (!names.Contains(Contender.SocketIo)) return (names, notes);
        if (await NodePackages.FindAsync() is { } node)
        {
            await NodePackages.InstallAsync();
            notes.Add($"Node.js {node}.");
        }
        else
        {
            names.Remove(Contender.SocketIo);
            notes.Add($"Node.js and npm are not installed; install Node.js 20 or newer to measure {Contender.SocketIo}.");
        }

        return (names, notes);
    }
}

using System.Diagnostics;
using System.Globalization;

namespace Messaging.Load;

/// <summary>The memory and processor time of many polls that wait for a change while nothing happens.</summary>
internal static class PollsProgram
{
    private const int StartedPerSecond = 400;
    private const string Header = "polls | working set MB | KB a poll | processor time, % of one";

    // A poll lasts 25 s, so this contains at least one renewal of each.
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(50);

    public static async Task<int> RunAsync(LoadOptions options)
    {
        var (count, perUser) = (options.Get("--polls", 10_000), options.Get("--per-user", 50));
        await using var app = await LoadApp.StartAsync();
        var users = new List<LoadUser>();
        try
        {
            while (users.Count < Math.Max(2, count / perUser)) users.Add(await LoadUser.RegisterAsync(app.Address));
            var positions = new List<Position>();
            for (var i = 0; i + 1 < users.Count; i += 2) positions.AddRange(await OpenAsync(users[i], users[i + 1]));

            Console.WriteLine($"{Environment.ProcessorCount} processors; polls and app share the machine; {perUser} polls for each user");
            Console.WriteLine(Header);
            var idle = await MeasureAsync(app, 0, 0);
            using var stop = new CancellationTokenSource();
            var polls = new List<Task<int>>();
            for (var i = 0; i < count; i++)
            {
                polls.Add(PollAsync(positions[i % positions.Count], stop.Token));
                if (i % (StartedPerSecond / 10) == 0) await Task.Delay(100);
            }

            await MeasureAsync(app, count, idle);
            await stop.CancelAsync();
            var failed = (await Task.WhenAll(polls)).Sum();
            Console.WriteLine($"failed polls: {failed}");
            return failed == 0 ? 0 : 1;
        }
        finally
        {
            foreach (var user in users) user.Dispose();
        }
    }

    private static async Task<Position[]> OpenAsync(LoadUser one, LoadUser other)
    {
        var conversation = await one.OpenConversationAsync(other);
        return await Task.WhenAll(new[] { one, other }.Select(async user =>
        {
            var answer = (await user.SyncAsync(conversation, null, null, CancellationToken.None))!.Value;
            return new Position(user, conversation, answer.GetProperty("cursor").GetString()!, answer.GetProperty("conversation").GetProperty("cursor").GetString()!);
        }));
    }

    /// <returns>The number of polls that failed.</returns>
    private static async Task<int> PollAsync(Position position, CancellationToken stop)
    {
        var failed = 0;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await position.User.SyncAsync(position.Conversation, position.Cursor, position.ConversationCursor, stop);
            }
            catch (OperationCanceledException)
            {
            }
            catch (Exception exception) when (exception is HttpRequestException or InvalidOperationException)
            {
                failed++;
            }
        }

        return failed;
    }

    /// <returns>The working set in megabytes.</returns>
    private static async Task<double> MeasureAsync(LoadApp app, int polls, double idle)
    {
        var (clock, before) = (Stopwatch.StartNew(), app.Server.ProcessorTime);
        await Task.Delay(Measured);
        var (load, memory) = ((app.Server.ProcessorTime - before) / clock.Elapsed * 100, app.Server.WorkingSetMb);
        var each = polls == 0 ? "" : ((memory - idle) * 1000 / polls).ToString("F1", CultureInfo.InvariantCulture);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{polls,5} | {memory,14:F0} | {each,9} | {load,25:F1}"));
        return memory;
    }

    private sealed record Position(LoadUser User, string Conversation, string Cursor, string ConversationCursor);
}

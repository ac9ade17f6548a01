using System.Diagnostics;
using System.Globalization;

namespace Messaging.Load;

/// <summary>
/// People come, join, write, leave and come again for some minutes. Whatever the app holds afterwards,
/// when all have gone, beyond what it held before, has leaked.
/// </summary>
internal static class SoakProgram
{
    private const int Pairs = 25;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(30);

    private static int _joins, _leaves, _sends, _reconnects, _events, _errors;

    public static async Task<int> RunAsync(LoadOptions options)
    {
        var minutes = options.Get("--minutes", 10);
        await using var app = await LoadApp.StartAsync();
        Console.WriteLine($"{Environment.ProcessorCount} processors; {Pairs * 2} users for {minutes} min; clients and app share the machine");
        Console.WriteLine(LoadUsage.Header);
        var users = new List<(LoadUser User, string Conversation)>();
        for (var i = 0; i < Pairs; i++)
        {
            var (an, binh) = (await LoadUser.RegisterAsync(app.Address), await LoadUser.RegisterAsync(app.Address));
            var conversation = await an.OpenConversationAsync(binh);
            users.AddRange([(an, conversation), (binh, conversation)]);
        }

        // Compiles and fills pools, which is no leak.
        await LiveAllAsync(users, WarmUp);
        (_joins, _leaves, _sends, _reconnects, _events) = (0, 0, 0, 0, 0);
        var start = await SettleAsync(app);
        Console.WriteLine(start.Line("start"));

        var living = LiveAllAsync(users, TimeSpan.FromMinutes(minutes));
        for (var minute = 1; minute < minutes; minute++)
        {
            if (await Task.WhenAny(living, Task.Delay(TimeSpan.FromMinutes(1))) == living) break;
            Console.WriteLine((await app.GetUsageAsync()).Line($"min {minute}"));
        }

        await living;
        var end = await SettleAsync(app);
        Console.WriteLine(end.Line("end"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{_joins} joins, {_leaves} leaves, {_sends} sends, {_reconnects} reconnects, {_events} events, {_errors} errors"));
        foreach (var (user, _) in users) user.Dispose();
        return _errors == 0 && end.Connections == 0 && end.Subscriptions == 0 ? 0 : 1;
    }

    private static Task LiveAllAsync(List<(LoadUser User, string Conversation)> users, TimeSpan time) =>
        Task.WhenAll(users.Select((user, index) => LiveAsync(user.User, user.Conversation, time, new Random(index))));

    /// <summary>One user: comes, looks at the conversation and away from it, writes, is cut off, comes again.</summary>
    private static async Task LiveAsync(LoadUser user, string conversation, TimeSpan time, Random random)
    {
        var channel = $"presence-chat-{conversation}";
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < time;)
        {
            try
            {
                await using var subscriber = await LoadSubscriber.ConnectAsync(user, (_, _) => Interlocked.Increment(ref _events));
                Interlocked.Increment(ref _reconnects);
                for (var visits = random.Next(1, 4); visits > 0 && clock.Elapsed < time; visits--)
                {
                    await subscriber.JoinAsync(channel);
                    Interlocked.Increment(ref _joins);
                    for (var messages = random.Next(0, 3); messages > 0; messages--)
                    {
                        await user.SendAsync(conversation, Guid.CreateVersion7(), "soak");
                        Interlocked.Increment(ref _sends);
                        await Task.Delay(random.Next(100, 1_000));
                    }

                    await subscriber.LeaveAsync(channel);
                    Interlocked.Increment(ref _leaves);
                    await Task.Delay(random.Next(100, 1_000));
                }
            }
            catch (Exception exception) when (exception is InvalidOperationException or HttpRequestException or System.Net.WebSockets.WebSocketException or TimeoutException)
            {
                Interlocked.Increment(ref _errors);
                await Console.Error.WriteLineAsync(exception.Message);
                await Task.Delay(1_000);
            }
        }
    }

    /// <summary>Everyone has gone: waits until the broker has noticed, at most 20 s.</summary>
    private static async Task<LoadUsage> SettleAsync(LoadApp app)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var usage = await app.GetUsageAsync();
            if (usage is { Connections: 0, Subscriptions: 0 } || clock.Elapsed > TimeSpan.FromSeconds(20)) return usage;
            await Task.Delay(500);
        }
    }
}

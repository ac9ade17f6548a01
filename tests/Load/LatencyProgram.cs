using System.Diagnostics;

namespace Messaging.Load;

/// <summary>
/// How long a message takes from the moment at which its sender means to send it to its receiver, by
/// push and by polling. Open loop: sending keeps to its timetable and does not wait for answers, so a
/// server that stops is seen in every message that should have gone out meanwhile.
/// </summary>
internal static class LatencyProgram
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LastArrival = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(LoadOptions options)
    {
        var (pairs, rate, seconds) = (options.Get("--pairs", 50), options.Get("--rate", 50), options.Get("--seconds", 30));
        await using var app = await LoadApp.StartAsync();
        Console.WriteLine($"{Environment.ProcessorCount} processors; {pairs} pairs, {rate} messages a second for {seconds} s; clients and app share the machine");
        Console.WriteLine(Deliveries.Header);
        var isWhole = await MeasureAsync(app, "push", pairs, rate, seconds, ListenAsync);
        isWhole &= await MeasureAsync(app, "polling", pairs, rate, seconds, PollAsync);
        return isWhole ? 0 : 1;
    }

    private static async Task<bool> MeasureAsync(
        LoadApp app, string name, int pairs, int rate, int seconds, Func<LoadUser, string, Deliveries, CancellationToken, Task<IAsyncDisposable>> receive)
    {
        var (events, answers) = (new Deliveries(), new Deliveries());
        using var end = new CancellationTokenSource();
        var senders = new List<(LoadUser User, string Conversation)>();
        var receivers = new List<(LoadUser User, IAsyncDisposable Reception)>();
        for (var i = 0; i < pairs; i++)
        {
            var (an, binh) = (await LoadUser.RegisterAsync(app.Address), await LoadUser.RegisterAsync(app.Address));
            var conversation = await an.OpenConversationAsync(binh);
            senders.Add((an, conversation));
            receivers.Add((binh, await receive(binh, conversation, events, end.Token)));
        }

        await SendAsync(senders, rate, WarmUp, events.Intend, _ => { });
        // Waiting events would otherwise count for the first measured messages.
        await ArriveAsync(events);
        events.Clear();
        await SendAsync(senders, rate, TimeSpan.FromSeconds(seconds), (id, at) =>
        {
            events.Intend(id, at);
            answers.Intend(id, at);
        }, answers.Arrive);
        await ArriveAsync(events);
        // Doubled events arrive a little later.
        await Task.Delay(1_000);

        Console.WriteLine(answers.Line($"{name}: answer"));
        Console.WriteLine(events.Line($"{name}: event"));
        await end.CancelAsync();
        foreach (var (user, reception) in receivers)
        {
            await reception.DisposeAsync();
            user.Dispose();
        }

        foreach (var (user, _) in senders) user.Dispose();
        return events.Lost == 0;
    }

    private static async Task ArriveAsync(Deliveries events)
    {
        var limit = Stopwatch.StartNew();
        while (events.Lost > 0 && limit.Elapsed < LastArrival) await Task.Delay(50);
    }

    /// <summary>Sends in turn from each pair at fixed times.</summary>
    private static async Task SendAsync(List<(LoadUser User, string Conversation)> senders, int rate, TimeSpan time, Action<Guid, long> onIntended, Action<Guid> onAnswered)
    {
        var start = Stopwatch.GetTimestamp();
        var sending = new List<Task>();
        for (var i = 0; i < (int)(rate * time.TotalSeconds); i++)
        {
            var at = start + (long)((double)i / rate * Stopwatch.Frequency);
            var wait = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), at);
            if (wait > TimeSpan.Zero) await Task.Delay(wait);
            var id = Guid.CreateVersion7();
            onIntended(id, at);
            sending.Add(OneAsync(senders[i % senders.Count], id));
        }

        await Task.WhenAll(sending);

        async Task OneAsync((LoadUser User, string Conversation) sender, Guid id)
        {
            await sender.User.SendAsync(sender.Conversation, id, "A message of about the usual length, which is some eighty characters in all.");
            onAnswered(id);
        }
    }

    private static async Task<IAsyncDisposable> ListenAsync(LoadUser user, string conversation, Deliveries deliveries, CancellationToken cancellationToken)
    {
        var subscriber = await LoadSubscriber.ConnectAsync(user, (name, data) =>
        {
            if (name == "new-message") deliveries.Arrive(data.GetProperty("message"));
        });
        await subscriber.JoinAsync($"presence-chat-{conversation}");
        return subscriber;
    }

    private static async Task<IAsyncDisposable> PollAsync(LoadUser user, string conversation, Deliveries deliveries, CancellationToken cancellationToken)
    {
        var first = (await user.SyncAsync(conversation, null, null, cancellationToken))!.Value;
        return new Polling(OnAsync(first));

        async Task OnAsync(System.Text.Json.JsonElement known)
        {
            try
            {
                while (true)
                {
                    var (cursor, conversationCursor) = (known.GetProperty("cursor").GetString(), known.GetProperty("conversation").GetProperty("cursor").GetString());
                    if (await user.SyncAsync(conversation, cursor, conversationCursor, cancellationToken) is not { } page) continue;
                    foreach (var message in page.GetProperty("conversation").GetProperty("messages").EnumerateArray()) deliveries.Arrive(message);
                    known = page;
                }
            }
            catch (OperationCanceledException)
            {
                // The end of the measurement.
            }
        }
    }

    private sealed class Polling(Task running) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await running;
    }
}

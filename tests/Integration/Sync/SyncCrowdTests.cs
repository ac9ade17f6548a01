using System.Diagnostics;
using Messaging.Application.Sync;
using Messaging.Integration.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Messaging.Integration.Sync;

/// <summary>One message wakes the polls of a whole group; everybody else must not notice.</summary>
public sealed class SyncCrowdTests
{
    private const int People = 20;
    private const int PollsOfEach = 25;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Waking_five_hundred_polls_leaves_other_requests_quick_and_misses_nobody(bool sameQuestion)
    {
        await using var app = await TestApp.StartAsync();
        var (chi, _, elsewhere) = await Person.PairAsync(app.Address);
        await chi.SendManyAsync(elsewhere, 20);
        var owner = await Person.RegisterAsync(app.Address);
        var people = await Task.WhenAll(Enumerable.Range(0, People).Select(_ => Person.RegisterAsync(app.Address)));
        // Or the polls of the first people would be news to those of the next.
        foreach (var person in people) await person.HideAsync("presence");
        var group = await owner.OpenGroupAsync("All hands", people);
        await owner.SendManyAsync(group, 50);
        var polls = new List<Task<Answer>>();
        foreach (var person in people)
        {
            var position = await person.PositionAsync(group);
            for (var poll = 0; poll < PollsOfEach; poll++) polls.Add(person.SyncAsync($"{position}&wait=25&limit={(sameQuestion ? 50 : 50 + poll)}"));
        }

        var signal = app.Services.GetRequiredService<SyncSignal>();
        await Eventually.HoldsAsync("all polls wait", () => signal.Waiting == polls.Count);
        var quiet = await SlowestOfAsync(chi, elsewhere, until: Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken));

        var answers = Task.WhenAll(polls);
        await owner.SendAsync(group, "Hello all");
        var crowded = await SlowestOfAsync(chi, elsewhere, until: answers);

        foreach (var answer in await answers) Assert.Equal(["Hello all"], answer.Is(200).Messages().Bodies());
        TestContext.Current.SendDiagnosticMessage("p95 quiet {0} ms, while polls are woken {1} ms", quiet.TotalMilliseconds, crowded.TotalMilliseconds);
        Assert.True(crowded < (quiet * 10) + TimeSpan.FromMilliseconds(250), $"p95 {quiet.TotalMilliseconds:0} ms became {crowded.TotalMilliseconds:0} ms.");
    }

    /// <summary>Reads pages one after the other.</summary>
    /// <returns>The time within which 95 of 100 were answered.</returns>
    private static async Task<TimeSpan> SlowestOfAsync(Person person, string conversation, Task until)
    {
        var times = new List<TimeSpan>();
        do
        {
            var started = Stopwatch.GetTimestamp();
            (await person.ListMessagesAsync(conversation)).Is(200);
            times.Add(Stopwatch.GetElapsedTime(started));
        }
        while (!until.IsCompleted);

        times.Sort();
        return times[(int)(times.Count * 0.95)];
    }
}

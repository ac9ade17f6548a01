using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Messaging.Integration.Support;
using Messaging.Integration.Sync;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Messaging.Integration.Reactions;

/// <summary>What reactions cost, and that a burst of them is gathered.</summary>
public sealed class ReactionCostTests(ITestOutputHelper output)
{
    private const int People = 100;

    private static readonly string[] Kinds = ["👍", "❤️", "😂", "🎉", "😮"];

    [Theory, EachDatabase]
    public async Task Reaction_is_committed_with_the_others_that_wait_and_read_with_the_message(DatabaseKind database)
    {
        await using var app = await RecordedCommands.StartAppAsync(database);
        var commands = app.Services.GetRequiredService<RecordedCommands>();
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        var message = await an.SendAsync(conversation, "Hi");

        Assert.Empty(await commands.OfAsync(() => binh.ReactAsync(message, "👍"), 200));
        Assert.Empty(await commands.OfAsync(() => binh.TakeBackAsync(message, "👍"), 200));
        (await binh.ReactAsync(message, "👍")).Is(200);
        // As many as without reactions: membership and the page.
        Assert.InRange((await commands.OfAsync(() => an.ListMessagesAsync(conversation), 200)).Count, 1, 2);
    }

    [Fact]
    public async Task Five_hundred_reactions_of_a_hundred_people_reach_the_chat_in_a_few_events()
    {
        var (app, push) = await RecordingPublisher.StartAppAsync();
        await using var owned = app;
        var people = new List<Person>();
        for (var i = 0; i < People; i++) people.Add(await Person.RegisterAsync(app.Address));
        var group = await people[0].OpenGroupAsync("all", [.. people.Skip(1)]);
        var message = await people[0].SendAsync(group, "Hooray");
        await Eventually.HoldsAsync("the message is pushed to all", async () =>
        {
            await using var db = app.Database.OpenContext();
            return !await db.Outbox.AnyAsync(TestContext.Current.CancellationToken);
        });
        var (before, started) = (push.Entries.Count, Stopwatch.GetTimestamp());

        await Task.WhenAll(people.SelectMany(person => Kinds.Select(async emoji => (await person.ReactAsync(message, emoji)).Is(200))));

        var took = Stopwatch.GetElapsedTime(started);
        var revision = message.Number("revision") + (People * Kinds.Length);
        await Eventually.HoldsAsync("the last reaction is pushed", () => Pushed(push, before).Any(item => item.Number("revision") == revision));
        var events = Pushed(push, before);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"500 reactions took {took.TotalMilliseconds:0} ms and {events.Count} events."));
        Assert.Equal(People * Kinds.Length, events.Sum(item => item.GetProperty("reacted").GetArrayLength()));
        Assert.True(events.Count <= People, $"{events.Count} events for 500 reactions.");
        // Nothing but the chat hears of it.
        Assert.Equal(events.Count, push.Entries.Count - before);
        var shown = await people[99].ReadMessageAsync(message);
        Assert.Equal(Kinds.Select(emoji => $"{emoji}100*").Order(StringComparer.Ordinal), shown.Reactions().Order(StringComparer.Ordinal));
        Assert.Equal(revision, shown.Number("revision"));
    }

    private static List<JsonElement> Pushed(RecordingPublisher push, int from) =>
        [.. push.Entries.Skip(from).Select(entry => entry.Event).OfType<Application.Realtime.RealtimeEvent>().Select(item => JsonSerializer.Deserialize<JsonElement>(item.Data))];
}

using Messaging.Integration.Support;
using Messaging.Integration.Sync;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Messaging.Integration.Users;

/// <summary>The work behind a new name is done in the background, and holds up nobody's messages.</summary>
public sealed class RenumberConversationRowsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, EachDatabase]
    public async Task Many_new_names_of_somebody_in_many_groups_do_not_delay_the_messages_of_others(DatabaseKind database)
    {
        await using var push = await FakeChannels.StartNewAsync();
        await using var app = await TestApp.StartAsync(database, new Dictionary<string, string?>(push.Settings) { ["RateLimits:Enabled"] = "false" });
        var busy = await Person.RegisterAsync(app.Address);
        var others = new List<Person>();
        for (var i = 0; i < 5; i++) others.Add(await Person.RegisterAsync(app.Address));
        for (var i = 0; i < 60; i++) await busy.OpenGroupAsync($"Team {i}", [.. others]);
        // Foreign conversations are spread over all lanes.
        var strangers = new List<(Person Person, string Conversation)>();
        for (var i = 0; i < 30; i++)
        {
            var (an, _, conversation) = await Person.PairAsync(app.Address);
            strangers.Add((an, conversation));
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var renaming = RenameAsync(busy, stop.Token);
        var delays = new List<TimeSpan>();
        foreach (var (person, conversation) in strangers)
        {
            await person.SendAsync(conversation, "hello");
            var answered = TimeProvider.System.GetTimestamp();
            await push.WaitForAllInOrderAsync(conversation, 1);
            delays.Add(TimeProvider.System.GetElapsedTime(answered));
        }

        await stop.CancelAsync();
        Assert.True(await renaming > 5, "too few changes to disturb anybody");
        // Without the separate job it is 29 s; a busy machine may pause for seconds.
        Assert.True(delays.Max() < TimeSpan.FromSeconds(5), $"the slowest message was pushed {delays.Max().TotalMilliseconds:0} ms after its answer");
    }

    [Theory, EachDatabase]
    public async Task A_change_while_the_work_is_under_way_starts_it_over_and_the_last_name_is_shown_everywhere(DatabaseKind database)
    {
        await using var app = await TestApp.StartAsync(database);
        var (an, binh) = (await Person.RegisterAsync(app.Address), await Person.RegisterAsync(app.Address));
        var groups = new List<string>();
        for (var i = 0; i < 40; i++) groups.Add(await an.OpenGroupAsync($"Team {i}", binh));
        var from = await binh.CursorAsync();

        for (var i = 1; i <= 5; i++) (await an.Api.PatchAsync("/api/v1/me", new { displayName = $"An {i}" })).Is(200);

        await Eventually.HoldsAsync("all rows are done", async () =>
        {
            await using var db = app.Database.OpenContext();
            return !await db.RowRefreshes.AnyAsync(Cancel);
        });
        var rows = new Dictionary<string, string?>();
        for (var (cursor, more) = (from, true); more;)
        {
            var answer = (await binh.SyncAsync($"cursor={cursor}&limit=100")).Is(200);
            foreach (var row in answer.Rows())
            {
                rows[row.Id()] = row.GetProperty("members").EnumerateArray()
                    .Single(member => member.GetProperty("userId").GetString() == an.Id).GetProperty("displayName").GetString();
            }

            (cursor, more) = (answer.String("cursor")!, answer.Json.GetProperty("hasMore").GetBoolean());
        }

        Assert.Equal(groups.Order(StringComparer.Ordinal), rows.Keys.Order(StringComparer.Ordinal));
        Assert.All(rows.Values, name => Assert.Equal("An 5", name));
    }

    private static async Task<int> RenameAsync(Person person, CancellationToken cancellationToken)
    {
        var changes = 0;
        while (!cancellationToken.IsCancellationRequested) (await person.Api.PatchAsync("/api/v1/me", new { displayName = $"Name {++changes}" })).Is(200);
        return changes;
    }
}

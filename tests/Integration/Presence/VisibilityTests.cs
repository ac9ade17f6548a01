using Messaging.Application.Presence;
using Messaging.Application.Presence.Memory;
using Messaging.Application.Sync;
using Messaging.Domain.Common;
using Messaging.Integration.Support;
using Messaging.Integration.Sync;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Messaging.Integration.Presence;

public sealed class VisibilityTests
{
    [Theory, EachDatabase]
    public async Task Who_hides_is_offline_for_contacts_and_sees_nobody(DatabaseKind database)
    {
        await using var app = await PresenceApp.StartAsync(database);
        var (an, binh, _) = await Person.PairAsync(app.Address);
        await using var list = await Tab.OpenAsync(an);
        await using var page = await Tab.OpenAsync(binh);
        Assert.Equal("online", await list.NextStatusOfAsync(binh));
        await app.UntilOnlineAsync(an);

        (await binh.Api.PatchAsync("/api/v1/me/settings", new { presence = false })).Is(200);
        Assert.Equal("offline", await list.NextStatusOfAsync(binh));
        Assert.Equal((null, null), (await an.SeesAsync(binh), await binh.SeesAsync(an)));

        (await binh.Api.PatchAsync("/api/v1/me/settings", new { presence = true })).Is(200);
        Assert.Equal("online", await list.NextStatusOfAsync(binh));
        Assert.Equal(("online", "online"), (await an.SeesAsync(binh), await binh.SeesAsync(an)));
    }

    [Fact]
    public async Task Strangers_and_blocked_people_are_not_in_the_answer()
    {
        await using var app = await PresenceApp.StartAsync();
        var (an, binh, _) = await Person.PairAsync(app.Address);
        var stranger = await Person.RegisterAsync(app.Address);
        Assert.Equal(("offline", null, null), (await an.SeesAsync(binh), await an.SeesAsync(stranger), await an.SeesAsync(an)));

        (await binh.Api.PutAsync($"/api/v1/me/blocks/{an.Id}")).Is(204);

        Assert.Equal((null, null), (await an.SeesAsync(binh), await binh.SeesAsync(an)));
    }

    [Theory, EachDatabase]
    public async Task A_block_is_offline_for_both_at_once_and_comes_back_when_it_is_taken_back(DatabaseKind database)
    {
        await using var app = await PresenceApp.StartAsync(database);
        var (an, binh, _) = await Person.PairAsync(app.Address);
        await using var list = await Tab.OpenAsync(an);
        await app.UntilOnlineAsync(an);
        await app.SettleAsync();
        await using var page = await Tab.OpenAsync(binh);
        Assert.Equal("online", await list.NextStatusOfAsync(binh));
        await app.SettleAsync();
        var position = await an.CursorAsync();
        var poll = an.SyncAsync($"cursor={position}&wait=25");
        await Eventually.HoldsAsync("the poll waits", () => app.Services.GetRequiredService<SyncSignal>().Waiting == 1);

        (await binh.Api.PutAsync($"/api/v1/me/blocks/{an.Id}")).Is(204);
        Assert.Equal(("offline", "offline"), (await list.NextStatusOfAsync(binh), await page.NextStatusOfAsync(an)));
        Assert.Equal(0, (await poll.SoonAsync()).Is(200)["presence"].GetArrayLength());

        // The other side blocks as well, and one of the two blocks is not enough to come back.
        (await an.Api.PutAsync($"/api/v1/me/blocks/{binh.Id}")).Is(204);
        await app.SettleAsync();
        (await binh.Api.DeleteAsync($"/api/v1/me/blocks/{an.Id}")).Is(204);
        await app.SettleAsync();
        (await an.Api.DeleteAsync($"/api/v1/me/blocks/{binh.Id}")).Is(204);
        Assert.Equal(("online", "online"), (await list.NextStatusOfAsync(binh), await page.NextStatusOfAsync(an)));
    }

    [Fact]
    public async Task A_block_says_nothing_to_who_could_see_nothing()
    {
        await using var app = await PresenceApp.StartAsync();
        var (an, binh, _) = await Person.PairAsync(app.Address);
        var (stranger, chi) = (await Person.RegisterAsync(app.Address), await Person.RegisterAsync(app.Address));
        await an.OpenAsync(chi);
        await binh.HideAsync("presence");
        await using var list = await Tab.OpenAsync(an);

        (await binh.Api.PutAsync($"/api/v1/me/blocks/{an.Id}")).Is(204);
        (await stranger.Api.PutAsync($"/api/v1/me/blocks/{an.Id}")).Is(204);
        await app.SettleAsync();
        await using var page = await Tab.OpenAsync(chi);

        Assert.Equal([chi.Id], (await list.StatusesUntilAsync(chi)).Distinct());
    }

    [Fact]
    public async Task Polls_see_the_same_and_are_woken_by_changes()
    {
        await using var app = await PresenceApp.StartAsync();
        var (an, binh, _) = await Person.PairAsync(app.Address);
        var woken = new List<string>();
        app.Board().Subscribe(id =>
        {
            lock (woken) woken.Add(id.ToString());
        });
        Assert.Equal([(binh.Id, PresenceStatus.Offline)], await PolledAsync());

        await using var page = await Tab.OpenAsync(binh);
        await app.UntilOnlineAsync(binh);
        await Eventually.HoldsAsync("polls are woken", () =>
        {
            lock (woken) return woken.Contains(binh.Id);
        });
        Assert.Equal([(binh.Id, PresenceStatus.Online)], await PolledAsync());

        // Seen at once, although the contacts are kept for some seconds.
        (await binh.Api.PatchAsync("/api/v1/me/settings", new { presence = false })).Is(200);
        Assert.Empty(await PolledAsync());
        (await binh.Api.PatchAsync("/api/v1/me/settings", new { presence = true })).Is(200);
        var third = await Person.RegisterAsync(app.Address);
        await third.OpenAsync(an);
        Assert.Equal(new[] { binh.Id, third.Id }.Order(StringComparer.Ordinal), (await PolledAsync()).Select(view => view.Id).Order(StringComparer.Ordinal));

        async Task<(string Id, PresenceStatus Status)[]> PolledAsync()
        {
            var contacts = await app.WithAsync<ContactReader, UserId[]>(reader => reader.ContactsAsync(an.UserId(), TestContext.Current.CancellationToken));
            return await app.WithAsync<PresenceBoard, (string, PresenceStatus)[]>(board =>
                Task.FromResult<(string, PresenceStatus)[]>([.. board.StatesOf(contacts).Select(view => (view.UserId.ToString(), view.Status))]));
        }
    }

    [Theory]
    [InlineData("userIds=42")]
    [InlineData("userIds=")]
    [InlineData("userIds=0198f2a0-7b5c-7d3e-9a41-5c0e8f1b2d34,,")]
    public async Task A_bad_id_is_400(string query)
    {
        var an = await Person.NewAsync();

        (await an.Api.GetAsync($"/api/v1/presence?{query}")).IsInvalid("userIds");
    }

    [Fact]
    public async Task At_most_100_ids_at_once()
    {
        var an = await Person.NewAsync();

        (await an.Api.GetAsync($"/api/v1/presence?userIds={Ids(100)}")).Is(200);
        (await an.Api.GetAsync($"/api/v1/presence?userIds={Ids(101)}")).IsInvalid("userIds");

        static string Ids(int count) => string.Join(',', Enumerable.Range(0, count).Select(_ => Guid.NewGuid()));
    }

    [Theory, EachDatabase]
    public async Task What_another_node_changed_is_seen_within_seconds(DatabaseKind database)
    {
        Assert.SkipWhen(database == DatabaseKind.Sqlite, "SQLite is for one node.");
        await using var app = await PresenceApp.StartAsync(database);
        var (an, binh, _) = await Person.PairAsync(app.Address);

        // As another node would: past this one's commits, and with a clock that is a little behind.
        await OtherNode.BringOnlineAsync(app, binh, TimeProvider.System.GetUtcNow().AddSeconds(-5));

        await Eventually.HoldsAsync("the board has it", async () => await an.SeesAsync(binh) == "online");
    }
}

using Messaging.Integration.Support;
using Messaging.Integration.Sync;
using Xunit;

namespace Messaging.Integration.Conversations;

/// <summary>Opening somebody's chat without writing shows nothing to the other side.</summary>
public sealed class OpenAloneTests
{
    [Theory, EachDatabase]
    public async Task Other_side_learns_of_it_with_the_first_message(DatabaseKind database)
    {
        var (an, binh) = (await Person.NewAsync(database), await Person.NewAsync(database));
        var before = (await binh.SyncAsync()).Is(200);
        var conversation = await an.OpenAloneAsync(binh);

        foreach (var query in new[] { "", "filter=archived", $"query={an.UserName}" })
            Assert.Empty((await binh.Api.GetAsync($"/api/v1/conversations?{query}")).Is(200).Items);
        (await binh.Api.GetAsync($"/api/v1/conversations/{conversation}")).IsProblem(404, "not_found");
        (await binh.SyncAsync($"cursor={before.String("cursor")}", before.Header("ETag"))).Is(304);
        Assert.Empty((await binh.SyncAsync()).Is(200).Rows());
        foreach (var query in new[] { "", $"query={binh.UserName}" })
            Assert.Equal([conversation], (await an.Api.GetAsync($"/api/v1/conversations?{query}")).Is(200).Items.Ids());

        await an.SendAsync(conversation, "Hi");

        var row = Assert.Single((await binh.SyncAsync($"cursor={before.String("cursor")}")).Is(200).Rows());
        Assert.Equal((conversation, 1, 1), (row.Id(), row.Number("unreadCount"), row.Number("revision")));
        Assert.Equal([conversation], (await binh.Api.GetAsync($"/api/v1/conversations?query={an.UserName}")).Is(200).Items.Ids());
        Assert.Equal([conversation], (await binh.Api.GetAsync("/api/v1/conversations?limit=1")).Is(200).Items.Ids());
    }

    [Theory, EachDatabase]
    public async Task Several_may_open_the_same_person(DatabaseKind database)
    {
        var binh = await Person.NewAsync(database);
        var conversations = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            var other = await Person.NewAsync(database);
            conversations.Add(await other.OpenAloneAsync(binh));
            if (i > 0) await other.SendAsync(conversations[i], "Hi");
        }

        var first = (await binh.Api.GetAsync("/api/v1/conversations?limit=1")).Is(200);
        var second = (await binh.Api.GetAsync($"/api/v1/conversations?limit=1&cursor={first.String("nextCursor")}")).Is(200);

        Assert.Equal([conversations[2], conversations[1]], [.. first.Items.Ids(), .. second.Items.Ids()]);
        Assert.True(second.Json.IsNull("nextCursor"));
    }

    [Theory, EachDatabase]
    public async Task Other_side_that_opens_it_too_gets_its_row_and_the_first_hears_nothing(DatabaseKind database)
    {
        var (an, binh) = (await Person.NewAsync(database), await Person.NewAsync(database));
        var conversation = await an.OpenAloneAsync(binh);
        var cursor = await an.CursorAsync();

        Assert.Equal(conversation, await binh.OpenAloneAsync(an));

        Assert.Equal([conversation], (await binh.SyncAsync()).Is(200).Rows().Ids());
        Assert.Empty((await an.SyncAsync($"cursor={cursor}")).Is(200).Rows());
        await binh.SendAsync(conversation, "Hi");
        Assert.Equal([conversation], (await an.SyncAsync($"cursor={cursor}")).Is(200).Rows().Ids());
    }

    [Theory, EachDatabase]
    public async Task Block_of_somebody_who_only_opened_the_chat_shows_no_row(DatabaseKind database)
    {
        var (an, binh) = (await Person.NewAsync(database), await Person.NewAsync(database));
        var conversation = await an.OpenAloneAsync(binh);
        (await binh.Api.PutAsync($"/api/v1/me/blocks/{an.Id}")).Is(204);

        Assert.Empty((await binh.SyncAsync()).Is(200).Rows());
        (await binh.Api.PatchAsync($"/api/v1/conversations/{conversation}/me", new { archived = true })).IsProblem(404, "not_found");
        Assert.Empty((await binh.SyncAsync()).Is(200).Rows());

        Assert.Equal(conversation, await binh.OpenAloneAsync(an));
        Assert.True((await binh.RowAsync(conversation)).GetProperty("blockedByMe").GetBoolean());
        (await binh.Api.DeleteAsync($"/api/v1/me/blocks/{an.Id}")).Is(204);
        Assert.False((await binh.RowAsync(conversation)).GetProperty("blockedByMe").GetBoolean());
    }

    [Theory, EachDatabase]
    public async Task New_names_reach_the_opener_and_not_the_other_side(DatabaseKind database)
    {
        var (an, binh) = (await Person.NewAsync(database), await Person.NewAsync(database));
        var conversation = await an.OpenAloneAsync(binh);
        var before = await binh.CursorAsync();
        (await an.Api.PatchAsync("/api/v1/me", new { displayName = "An Mới" })).Is(200);
        (await binh.Api.PatchAsync("/api/v1/me", new { displayName = "Bình Mới" })).Is(200);

        await Eventually.HoldsAsync("the row of the opener has both names", async () =>
        {
            var names = (await an.RowAsync(conversation)).GetProperty("members").EnumerateArray().Select(member => member.String("displayName"));
            var changed = (await an.RowAsync(conversation)).Number("revision");
            return changed >= 3 && names.Order(StringComparer.Ordinal).SequenceEqual(["An Mới", "Bình Mới"]);
        });
        Assert.Empty((await binh.SyncAsync($"cursor={before}")).Is(200).Rows());
    }

    [Theory, EachDatabase]
    public async Task Neither_sees_whether_the_other_is_online_before_there_is_a_message(DatabaseKind database)
    {
        var (an, binh) = (await Person.NewAsync(database), await Person.NewAsync(database));
        var conversation = await an.OpenAloneAsync(binh);
        // Polling makes both online.
        await an.SyncAsync();
        await binh.SyncAsync();

        Assert.Empty(await SeenAsync(an, binh));
        Assert.Empty(await SeenAsync(binh, an));
        Assert.Empty((await binh.SyncAsync()).Is(200)["presence"].EnumerateArray());

        await an.SendAsync(conversation, "Hi");

        Assert.Single(await SeenAsync(an, binh));
        Assert.Single(await SeenAsync(binh, an));
        Assert.Single((await binh.SyncAsync()).Is(200)["presence"].EnumerateArray());
    }

    private static async Task<IEnumerable<System.Text.Json.JsonElement>> SeenAsync(Person person, Person other) =>
        (await person.Api.GetAsync($"/api/v1/presence?userIds={other.Id}")).Is(200).Items;
}

using Messaging.Integration.Conversations;
using Messaging.Integration.Support;
using Messaging.Integration.Sync;
using Xunit;

namespace Messaging.Integration.Reactions;

public sealed class ListReactionsTests
{
    [Theory, EachDatabase]
    public async Task List_has_everyone_kind_by_kind_in_pages(DatabaseKind database)
    {
        var an = await Person.NewAsync(database, "An");
        var others = new List<Person>();
        for (var i = 0; i < 6; i++) others.Add(await Person.NewAsync(database));
        var group = await an.OpenGroupAsync("Team", [.. others]);
        var message = await an.SendAsync(group, "Hi");
        (await an.ReactAsync(message, "🎉")).Is(200);
        foreach (var other in others) (await other.ReactAsync(message, "👍")).Is(200);

        var seen = (await others[5].ReadMessageAsync(message)).GetProperty("reactions")[1];
        Assert.Equal((6, true, 5), (seen.Number("count"), seen.Flag("mine"), seen.GetProperty("userIds").GetArrayLength()));
        var first = (await an.ListReactionsAsync(message, "limit=4")).Is(200);
        var second = (await an.ListReactionsAsync(message, $"limit=4&cursor={first.String("nextCursor")}")).Is(200);
        Assert.True(second.Json.IsNull("nextCursor"));
        Assert.Equal([an.Id, .. others.Select(other => other.Id)], first.Items.Concat(second.Items).Select(item => item.String("userId")));
        Assert.Equal(("🎉", "An"), (first.Items[0].String("emoji"), first.Items[0].String("displayName")));
        Assert.Equal(others.Select(other => other.Id), (await an.ListReactionsAsync(message, $"emoji={Uri.EscapeDataString("👍")}")).Is(200).Items.Select(item => item.String("userId")));
    }

    [Fact]
    public async Task Wrong_questions_are_refused()
    {
        var (an, _, _, group) = await GroupCalls.TeamAsync();
        var message = await an.SendAsync(group, "Hi");
        var stranger = await Person.NewAsync();

        Assert.Empty((await an.ListReactionsAsync(message)).Is(200).Items);
        (await an.ListReactionsAsync(message, "cursor=x")).IsProblem(400, "invalid_cursor");
        (await an.ListReactionsAsync(message, "limit=101")).IsInvalid("limit");
        (await an.ListReactionsAsync(message, "emoji=a")).IsInvalid("emoji");
        (await stranger.ListReactionsAsync(message)).IsProblem(404, "not_found");
    }
}

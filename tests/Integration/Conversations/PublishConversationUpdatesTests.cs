using System.Text.Json;
using System.Text.Json.Nodes;
using Messaging.Integration.Support;
using Messaging.Integration.Sync;
using Xunit;

namespace Messaging.Integration.Conversations;

/// <summary>In a large group a message is announced without the list of members.</summary>
public sealed class PublishConversationUpdatesTests
{
    private const int Large = 21;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Message_in_a_large_group_is_announced_without_members_and_the_known_ones_complete_it()
    {
        var (app, push) = await RecordingPublisher.StartAppAsync();
        await using var owned = app;
        var (people, group) = await OpenAsync(app, Large);

        await people[0].SendAsync(group, "to all");

        foreach (var person in people) await AssertCompletesAsync(person, group, await AnnouncedAsync(push, person, "to all"));
        Assert.True((await people[1].Api.PutAsync($"/api/v1/conversations/{group}/read", new { sequence = 2 })).Is(200).Json.Number("unreadCount") == 0);
        await AssertCompletesAsync(people[1], group, await AnnouncedAsync(push, people[1], "\"lastReadSequence\":2"));
    }

    [Fact]
    public async Task Message_in_a_small_group_is_announced_with_its_members()
    {
        var (app, push) = await RecordingPublisher.StartAppAsync();
        await using var owned = app;
        var (people, group) = await OpenAsync(app, Large - 1);

        await people[0].SendAsync(group, "to all");

        var announced = await AnnouncedAsync(push, people[5], "to all");
        Assert.Equal(Large - 1, announced.GetProperty("conversation").Members().Length);
    }

    [Fact]
    public async Task Change_of_a_member_of_a_large_group_is_announced_with_the_members_and_changes_the_tag()
    {
        var (app, push) = await RecordingPublisher.StartAppAsync();
        await using var owned = app;
        var (people, group) = await OpenAsync(app, Large);
        var tag = await TagAsync(people[3], group);
        var newcomer = await Person.RegisterAsync(app.Address);

        (await people[0].AddAsync(group, newcomer.Id)).Is(200);
        var announced = await AnnouncedAsync(push, people[3], "membersAdded");
        Assert.Equal(Large + 1, announced.GetProperty("conversation").Members().Length);
        var grown = await TagAsync(people[3], group);
        Assert.NotEqual(tag, grown);
        Assert.Equal(grown, await TagAsync(newcomer, group));

        (await people[0].RemoveAsync(group, newcomer)).Is(204);
        Assert.Equal(tag, await TagAsync(people[3], group));
        (await people[0].ChangeRoleAsync(group, people[1], "owner")).Is(200);
        Assert.NotEqual(tag, await TagAsync(people[3], group));

        (await people[2].Api.PatchAsync("/api/v1/me", new { displayName = "Ân" })).Is(200);
        await Eventually.HoldsAsync("the new name is announced", () => push.Events.Any(pushed =>
            pushed.Channel == $"presence-user-{people[3].Id}" && JsonNode.Parse(pushed.Data)?["conversation"]?["members"] is JsonArray members
            && members.Any(member => (string?)member!["displayName"] == "Ân")));
    }

    private static async Task<(Person[] People, string Group)> OpenAsync(TestApp app, int members)
    {
        var people = new Person[members];
        for (var i = 0; i < members; i++) people[i] = await Person.RegisterAsync(app.Address);
        return (people, await people[0].OpenGroupAsync("Everybody", people[1..]));
    }

    private static async Task<JsonElement> AnnouncedAsync(RecordingPublisher push, Person person, string text)
    {
        string[] Told() => [.. push.Events
            .Where(pushed => pushed.Channel == $"presence-user-{person.Id}" && pushed.Name == "conversation-updated" && pushed.Data.Contains(text, StringComparison.Ordinal))
            .Select(pushed => pushed.Data)];
        await Eventually.HoldsAsync($"“{text}” is announced", () => Told().Length > 0);
        return JsonSerializer.Deserialize<JsonElement>(Told()[^1]);
    }

    /// <summary>The announced row is the one that the API gives, except that its members are missing.</summary>
    private static async Task AssertCompletesAsync(Person person, string group, JsonElement announced)
    {
        Assert.True(announced.GetProperty("truncated").GetBoolean());
        Assert.Equal(group, announced.GetProperty("conversationId").GetString());
        Assert.False(announced.TryGetProperty("conversation", out _));
        var row = JsonNode.Parse(announced.GetProperty("row").GetRawText())!;
        var whole = JsonNode.Parse((await person.Api.GetAsync($"/api/v1/conversations/{group}")).Is(200).Json.GetRawText())!;

        Assert.Empty(row["members"]!.AsArray());
        row["members"] = whole["members"]!.DeepClone();
        Assert.Equal(whole.ToJsonString(), row.ToJsonString());
    }

    private static async Task<string?> TagAsync(Person person, string group) =>
        (await person.Api.GetAsync($"/api/v1/conversations/{group}")).Is(200).Json.GetProperty("membersTag").GetString();
}

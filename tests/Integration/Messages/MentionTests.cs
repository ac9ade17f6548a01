using System.Text.Json;
using Messaging.Integration.Conversations;
using Messaging.Integration.Support;
using Messaging.Integration.Sync;
using Xunit;

namespace Messaging.Integration.Messages;

/// <summary>Mentions in messages, and the count of unread ones in the rows of the members.</summary>
public sealed class MentionTests
{
    [Theory, EachDatabase]
    public async Task Mentions_are_in_the_message_and_counted_until_they_are_read(DatabaseKind database)
    {
        var (an, binh, chi, group) = await GroupAsync(database);

        var first = await SendAsync(an, group, "Lunch?", [binh.Id, binh.Id, an.Id]);
        var second = await SendAsync(an, group, "And you?", [chi.Id, binh.Id]);

        Assert.Equal([binh.Id], MentionsOf(first));
        Assert.Equal(new[] { binh.Id, chi.Id }.Order(), MentionsOf(second).Order());
        Assert.False(second.GetProperty("mentionsAll").GetBoolean());
        Assert.Equal(second.GetRawText(), (await binh.ListMessagesAsync(group)).Is(200).Items[^1].GetRawText());
        Assert.Equal((0, false), await CountAsync(an, group));
        Assert.Equal((2, true), await CountAsync(binh, group));
        Assert.Equal((1, true), await CountAsync(chi, group));

        Assert.Equal(1, (await binh.MarkReadAsync(group, first.Number("sequence"))).Is(200)["unreadMentions"].GetInt32());
        var cursor = (await binh.SyncAsync("")).Is(200)["cursor"].GetString();
        await SendAsync(an, group, "Nobody", []);
        Assert.Equal((1, false), await CountAsync(binh, group));
        Assert.Equal((1, false), Count(Assert.Single((await binh.SyncAsync($"cursor={cursor}")).Is(200).Rows())));
        await binh.MarkReadAsync(group, 1_000);
        Assert.Equal((0, false), await CountAsync(binh, group));
    }

    [Fact]
    public async Task Text_decides_only_where_the_client_names_nobody()
    {
        var (an, binh, chi, group) = await GroupAsync();

        Assert.Equal([binh.Id], MentionsOf(await SendAsync(an, group, $"Hi @{binh.UserName.ToUpperInvariant()}, and @{an.UserName}", mentions: null)));
        Assert.Empty(MentionsOf(await SendAsync(an, group, $"Not you, @{binh.UserName}", [])));
        Assert.Equal([chi.Id], MentionsOf(await SendAsync(an, group, $"Not you, @{binh.UserName}", [chi.Id])));
        Assert.Equal((1, false), await CountAsync(binh, group));
    }

    [Fact]
    public async Task Only_members_are_mentioned()
    {
        var (an, binh, chi, group) = await GroupAsync();
        var stranger = await Person.NewAsync();
        (await an.RemoveAsync(group, chi)).Is(204);

        var message = await SendAsync(an, group, "Hi", [stranger.Id, chi.Id, binh.Id, Person.NewId()]);

        Assert.Equal([binh.Id], MentionsOf(message));
        Assert.Equal([binh.Id], MentionsOf(await binh.ReadMessageAsync(message)));
        (await TrySendAsync(an, group, "Hi", [.. Enumerable.Range(0, 101).Select(_ => Person.NewId())])).IsProblem(400, "validation_failed");
        (await an.Api.PostAsync($"/api/v1/conversations/{group}/messages", new { id = Person.NewId(), body = "Hi", mentions = "binh" })).IsProblem(400, "malformed_request");
    }

    [Fact]
    public async Task Only_owners_of_a_group_mention_everyone()
    {
        var (an, binh, chi, group) = await GroupAsync();
        var direct = await an.OpenAsync(binh);

        (await TrySendAsync(binh, group, "All", [], all: true)).IsProblem(403, "not_an_owner");
        (await TrySendAsync(an, direct, "All", [], all: true)).IsProblem(422, "not_a_group");
        var own = (await TrySendAsync(binh, group, "Mine", [])).Is(201).Json;
        (await binh.Api.PatchAsync(Person.PathOf(own), new { body = "Mine", mentionsAll = true })).IsProblem(403, "not_an_owner");
        var message = (await TrySendAsync(an, group, "All", [], all: true)).Is(201).Json;

        Assert.True(message.GetProperty("mentionsAll").GetBoolean());
        Assert.Empty(MentionsOf(message));
        Assert.Equal((0, false), await CountAsync(an, group));
        Assert.Equal((1, true), await CountAsync(binh, group));
        Assert.Equal((1, true), await CountAsync(chi, group));
    }

    [Theory, EachDatabase]
    public async Task Edit_and_deletion_change_the_count(DatabaseKind database)
    {
        var (an, binh, chi, group) = await GroupAsync(database);
        var message = await SendAsync(an, group, "Lunch?", [binh.Id]);
        await SendAsync(an, group, "Later", [chi.Id]);

        var edited = (await an.Api.PatchAsync(Person.PathOf(message), new { body = "Lunch?", mentions = new[] { chi.Id } })).Is(200).Json;
        Assert.Equal([chi.Id], MentionsOf(edited));
        Assert.NotEqual(message.Number("revision"), edited.Number("revision"));
        Assert.Equal(((0, false), (2, true)), (await CountAsync(binh, group), await CountAsync(chi, group)));
        var again = (await an.Api.PatchAsync(Person.PathOf(message), new { body = "Lunch?", mentions = new[] { chi.Id } })).Is(200).Json;
        Assert.Equal(edited.Number("revision"), again.Number("revision"));

        Assert.Empty(MentionsOf((await an.DeleteAsync(edited)).Is(200).Json));
        Assert.Equal((1, true), await CountAsync(chi, group));
        await chi.MarkReadAsync(group, 1_000);
        (await an.Api.PatchAsync(Person.PathOf((await an.ListMessagesAsync(group)).Is(200).Items[^1]), new { body = "Late", mentions = new[] { chi.Id, binh.Id } })).Is(200);
        Assert.Equal(((1, true), (0, false)), (await CountAsync(binh, group), await CountAsync(chi, group)));
    }

    [Fact]
    public async Task Reply_counts_as_a_mention_of_its_author()
    {
        var (an, binh, _, group) = await GroupAsync();
        var question = await binh.SendAsync(group, "Lunch?");

        var reply = await an.ReplyAsync(question, "Yes");

        Assert.Empty(MentionsOf(reply));
        Assert.Equal((1, true), await CountAsync(binh, group));
        Assert.Equal((0, false), await CountAsync(an, group));
    }

    [Fact]
    public async Task Count_ends_with_the_membership()
    {
        var (an, binh, _, group) = await GroupAsync();
        await SendAsync(an, group, "Lunch?", [binh.Id]);

        (await an.RemoveAsync(group, binh)).Is(204);
        await SendAsync(an, group, $"Gone, @{binh.UserName}", mentions: null);
        (await an.Api.PostAsync($"/api/v1/conversations/{group}/members", new { userIds = new[] { binh.Id } })).Is(200);

        Assert.Equal((0, false), await CountAsync(binh, group));
    }

    [Fact]
    public async Task Only_the_newest_99_are_counted()
    {
        var (an, binh, _, group) = await GroupAsync();
        for (var i = 0; i < 101; i++) await SendAsync(an, group, $"{i}", [binh.Id]);

        Assert.Equal((99, true), await CountAsync(binh, group));
        Assert.Equal(1, (await binh.MarkReadAsync(group, 101)).Is(200)["unreadMentions"].GetInt32());
    }

    private static async Task<(Person An, Person Binh, Person Chi, string Group)> GroupAsync(DatabaseKind database = DatabaseKind.Sqlite)
    {
        var (an, binh, _) = await Person.PairAsync(database);
        var chi = await Person.NewAsync(database);
        return (an, binh, chi, await an.OpenGroupAsync("Team", binh, chi));
    }

    private static async Task<JsonElement> SendAsync(Person person, string conversation, string body, string[]? mentions) =>
        (await TrySendAsync(person, conversation, body, mentions)).Is(201).Json;

    private static Task<Answer> TrySendAsync(Person person, string conversation, string body, string[]? mentions, bool all = false) =>
        person.Api.PostAsync($"/api/v1/conversations/{conversation}/messages", new { id = Person.NewId(), body, mentions, mentionsAll = all });

    private static async Task<(int Unread, bool Last)> CountAsync(Person person, string conversation) => Count(await person.RowAsync(conversation));

    private static (int Unread, bool Last) Count(JsonElement row) =>
        (row.GetProperty("unreadMentions").GetInt32(), row.GetProperty("lastMessage").GetProperty("mentionsMe").GetBoolean());

    private static IEnumerable<string> MentionsOf(JsonElement message) => message.GetProperty("mentions").EnumerateArray().Select(id => id.GetString()!);
}

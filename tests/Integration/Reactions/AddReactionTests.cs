using Messaging.Integration.Conversations;
using Messaging.Integration.Support;
using Messaging.Integration.Sync;
using Xunit;

namespace Messaging.Integration.Reactions;

public sealed class AddReactionTests
{
    [Theory, EachDatabase]
    public async Task Everybody_sees_who_reacted_and_nothing_else_changes(DatabaseKind database)
    {
        var (an, binh, chi, group) = await GroupCalls.TeamAsync(database);
        var message = await an.SendAsync(group, "Lunch?");
        await an.SendAsync(group, "At noon");
        var rows = new[] { await an.RowAsync(group), await binh.RowAsync(group), await chi.RowAsync(group) };
        var position = await chi.PositionAsync(group);

        Assert.Equal(["❤️1*"], (await binh.ReactAsync(message, "❤")).Is(200).Json.Reactions());
        Assert.Equal(["❤️2*"], (await an.ReactAsync(message, "❤️")).Is(200).Json.Reactions());
        var mine = (await an.ReactAsync(message, "👍🏽")).Is(200).Json;

        Assert.Equal(["❤️2*", "👍🏽1*"], mine.Reactions());
        Assert.Equal([binh.Id, an.Id], mine.GetProperty("reactions")[0].GetProperty("userIds").EnumerateArray().Select(id => id.GetString()));
        Assert.True(mine.IsNull("editedAt"));
        Assert.Equal(message.Number("sequence"), mine.Number("sequence"));
        Assert.Equal(["❤️2", "👍🏽1"], (await chi.ReadMessageAsync(message)).Reactions());
        Assert.Equal(["❤️2*", "👍🏽1"], (await binh.ListMessagesAsync(group)).Is(200).Items[1].Reactions());
        // Once in the feed, as it is now; and no row of a list has moved.
        var changed = Assert.Single((await chi.SyncAsync(position)).Is(200).Messages());
        Assert.Equal(mine.Number("revision"), changed.Number("revision"));
        Assert.Equal(["❤️2", "👍🏽1"], changed.Reactions());
        Assert.Equal(rows.Select(row => row.GetRawText()), new[] { await an.RowAsync(group), await binh.RowAsync(group), await chi.RowAsync(group) }.Select(row => row.GetRawText()));
    }

    [Theory, EachDatabase]
    public async Task Same_reaction_again_takes_no_revision_even_in_many_requests_at_once(DatabaseKind database)
    {
        var (an, binh, conversation) = await Person.PairAsync(database);
        var message = await an.SendAsync(conversation, "Hi");

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => binh.ReactAsync(message, "👍")));

        Assert.All(answers, answer => Assert.Equal(message.Number("revision") + 1, answer.Is(200).Json.Number("revision")));
        Assert.Equal(["👍1"], (await an.ReadMessageAsync(message)).Reactions());
    }

    [Fact]
    public async Task Anything_but_one_emoji_is_invalid_and_changes_nothing()
    {
        var (an, _, conversation) = await Person.PairAsync();
        var message = await an.SendAsync(conversation, "Hi");

        foreach (var text in new[] { "a", "👍👍", "ok 👍", "7", "\uFFFE" })
            (await an.ReactAsync(message, text)).IsInvalid("emoji");
        (await an.TakeBackAsync(message, "a")).IsInvalid("emoji");

        Assert.Equal(message.GetRawText(), (await an.ReadMessageAsync(message)).GetRawText());
    }

    [Fact]
    public async Task Only_members_react_and_only_to_messages_that_are_there()
    {
        var (an, binh, conversation) = await Person.PairAsync();
        var message = await an.SendAsync(conversation, "Hi");
        var stranger = await Person.NewAsync();
        var elsewhere = await stranger.OpenAsync(an);

        (await stranger.ReactAsync(message, "👍")).IsProblem(404, "not_found");
        (await an.Api.PutAsync($"/api/v1/conversations/{elsewhere}/messages/{message.String("id")}/reactions/%F0%9F%91%8D")).IsProblem(404, "not_found");
        (await an.Api.PutAsync($"/api/v1/conversations/{conversation}/messages/{Person.NewId()}/reactions/%F0%9F%91%8D")).IsProblem(404, "not_found");
        await binh.ReactAsync(message, "👍");
        var tombstone = (await an.DeleteAsync(message)).Is(200).Json;
        Assert.Empty(tombstone.Reactions());
        (await binh.ReactAsync(message, "👍")).IsProblem(409, "message_deleted");
        Assert.Equal(tombstone.GetRawText(), (await binh.ReadMessageAsync(message)).GetRawText());
    }

    [Fact]
    public async Task System_message_takes_none_and_a_message_takes_twenty_kinds()
    {
        var (an, binh, _, group) = await GroupCalls.TeamAsync();
        var created = (await an.ListMessagesAsync(group)).Is(200).Items[0];
        var message = await an.SendAsync(group, "Hi");

        (await an.ReactAsync(created, "👍")).IsProblem(422, "system_message");
        for (var number = 0; number < 20; number++) (await an.ReactAsync(message, char.ConvertFromUtf32(0x1F600 + number))).Is(200);
        (await binh.ReactAsync(message, "👍")).IsProblem(422, "too_many_reactions");
        (await binh.ReactAsync(message, "😀")).Is(200);
    }

    [Fact]
    public async Task Block_refuses_new_reactions_and_lets_old_ones_be_taken_back()
    {
        var (an, binh, conversation) = await Person.PairAsync();
        var message = await an.SendAsync(conversation, "Hi");
        (await binh.ReactAsync(message, "👍")).Is(200);
        (await an.Api.PutAsync($"/api/v1/me/blocks/{binh.Id}")).Is(204);

        (await binh.ReactAsync(message, "🎉")).IsProblem(403, "cannot_message_user");
        (await an.ReactAsync(message, "🎉")).IsProblem(403, "cannot_message_user");
        Assert.Empty((await binh.TakeBackAsync(message, "👍")).Is(200).Json.Reactions());
    }

    [Fact]
    public async Task Reactions_of_somebody_who_left_stay_and_the_page_names_them()
    {
        var (an, binh, _, group) = await GroupCalls.TeamAsync();
        var message = await an.SendAsync(group, "Hi");
        (await binh.ReactAsync(message, "👍")).Is(200);

        (await binh.RemoveAsync(group, binh)).Is(204);

        var page = (await an.ListMessagesAsync(group)).Is(200);
        Assert.Equal(["👍1"], page.Items[1].Reactions());
        Assert.Contains(page["authors"].EnumerateArray(), author => author.String("userId") == binh.Id);
        (await binh.TakeBackAsync(message, "👍")).IsProblem(404, "not_found");
    }

    [Fact]
    public async Task Poll_that_waits_for_the_chat_hears_of_it()
    {
        var (an, binh, conversation) = await Person.PairAsync();
        var message = await an.SendAsync(conversation, "Hi");
        var waiting = an.SyncAsync($"{await an.PositionAsync(conversation)}&wait=25");

        (await binh.ReactAsync(message, "👍")).Is(200);

        Assert.Equal(["👍1"], Assert.Single((await waiting).Is(200).Messages()).Reactions());
    }
}

using Messaging.Integration.Support;
using Messaging.Integration.Sync;
using Xunit;

namespace Messaging.Integration.Blocks;

/// <summary>A block stops everything between two people, in both directions, and tells nobody.</summary>
public sealed class BlockUserTests
{
    [Theory, EachDatabase]
    public async Task Neither_side_can_send_or_edit_and_both_get_the_same_answer(DatabaseKind database)
    {
        var (an, binh, conversation) = await Person.PairAsync(database);
        var mine = await an.SendAsync(conversation, "hello");
        var theirs = await binh.SendAsync(conversation, "hello");

        (await an.BlockAsync(binh)).Is(204);

        var blocker = (await an.TrySendAsync(conversation, "again")).IsProblem(403, "cannot_message_user");
        var blocked = (await binh.TrySendAsync(conversation, "again")).IsProblem(403, "cannot_message_user");
        Assert.Equal(blocker.String("detail"), blocked.String("detail"));
        (await an.EditAsync(mine, "better")).IsProblem(403, "cannot_message_user");
        (await binh.EditAsync(theirs, "better")).IsProblem(403, "cannot_message_user");
        // Taking back what one said must always be possible.
        (await binh.DeleteAsync(theirs)).Is(200);
    }

    [Fact]
    public async Task Conversation_and_its_history_stay_for_both()
    {
        var (an, binh, conversation) = await Person.PairAsync();
        await binh.SendAsync(conversation, "hello");

        (await an.BlockAsync(binh)).Is(204);

        foreach (var person in new[] { an, binh })
        {
            Assert.Single((await person.ListMessagesAsync(conversation)).Is(200).Items);
            await person.RowAsync(conversation);
            Assert.Equal(conversation, await person.OpenAsync(person == an ? binh : an));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nobody_opens_a_conversation_or_a_group_across_a_block(bool blockerOpens)
    {
        var (an, binh) = (await Person.NewAsync(), await Person.NewAsync());
        (await an.BlockAsync(binh)).Is(204);
        var (opener, other) = blockerOpens ? (an, binh) : (binh, an);

        (await opener.Api.PostAsync("/api/v1/conversations", new { kind = "direct", userId = other.Id })).IsProblem(403, "cannot_message_user");
        (await opener.Api.PostAsync("/api/v1/conversations", new { kind = "group", title = "Us", memberIds = new[] { other.Id } }))
            .IsProblem(403, "cannot_message_user");
    }

    [Fact]
    public async Task Groups_that_both_are_in_go_on()
    {
        var (an, binh, _) = await Person.PairAsync();
        var group = await an.OpenGroupAsync("Team", binh);

        (await an.BlockAsync(binh)).Is(204);

        await an.SendAsync(group, "hello");
        await binh.SendAsync(group, "hello");
    }

    [Fact]
    public async Task Unblocking_lets_both_write_again_unless_the_other_blocks_too()
    {
        var (an, binh, conversation) = await Person.PairAsync();
        (await an.BlockAsync(binh)).Is(204);
        (await binh.BlockAsync(an)).Is(204);

        (await an.UnblockAsync(binh)).Is(204);
        (await an.TrySendAsync(conversation, "hello?")).IsProblem(403, "cannot_message_user");

        (await binh.UnblockAsync(an)).Is(204);
        await an.SendAsync(conversation, "hello!");
        await binh.SendAsync(conversation, "hello!");
    }

    [Fact]
    public async Task Twice_is_once_and_unblocking_who_is_not_blocked_is_fine()
    {
        var (an, binh) = (await Person.NewAsync(), await Person.NewAsync());

        (await an.UnblockAsync(binh)).Is(204);
        (await an.BlockAsync(binh)).Is(204);
        (await an.BlockAsync(binh)).Is(204);
        Assert.Single(await BlocksOfAsync(an));
        (await an.UnblockAsync(binh)).Is(204);
        Assert.Empty(await BlocksOfAsync(an));
    }

    [Fact]
    public async Task List_shows_whom_one_blocks_by_name_and_never_who_blocks_one()
    {
        var an = await Person.NewAsync();
        var zoe = await Person.NewAsync(displayName: "Zoe");
        var bea = await Person.NewAsync(displayName: "Bea");
        (await an.BlockAsync(zoe)).Is(204);
        (await an.BlockAsync(bea)).Is(204);

        Assert.Equal(["Bea", "Zoe"], await BlocksOfAsync(an));
        Assert.Empty(await BlocksOfAsync(zoe));
    }

    [Fact]
    public async Task Blocked_user_is_not_told()
    {
        var (an, binh, conversation) = await Person.PairAsync();
        var position = await binh.PositionAsync(conversation);
        var before = await binh.RowAsync(conversation);

        (await an.BlockAsync(binh)).Is(204);

        Assert.Equal(before.GetRawText(), (await binh.RowAsync(conversation)).GetRawText());
        Assert.Empty((await binh.SyncAsync(position)).Is(200).Rows());
    }

    [Theory, EachDatabase]
    public async Task Own_row_tells_every_device_whom_one_blocks(DatabaseKind database)
    {
        var (an, binh, conversation) = await Person.PairAsync(database);
        await binh.SendAsync(conversation, "hello");
        var position = await an.CursorAsync();
        Assert.False(await IsBlockedByMeAsync(an, conversation));

        (await an.BlockAsync(binh)).Is(204);

        var news = Assert.Single((await an.SyncAsync($"cursor={position}")).Is(200).Rows());
        Assert.True(news.GetProperty("blockedByMe").GetBoolean());
        // A change that hand-written statements make keeps it.
        Assert.True((await an.MarkReadAsync(conversation, 1)).Is(200)["blockedByMe"].GetBoolean());
        Assert.True(await IsBlockedByMeAsync(an, conversation));
        Assert.False(await IsBlockedByMeAsync(binh, conversation));

        (await an.UnblockAsync(binh)).Is(204);
        Assert.False(await IsBlockedByMeAsync(an, conversation));
        await binh.SendAsync(conversation, "hello again");
        Assert.False(await IsBlockedByMeAsync(an, conversation));
    }

    [Fact]
    public async Task Refusals_have_their_codes()
    {
        var an = await Person.NewAsync();

        (await an.BlockAsync(an)).IsInvalid("userId");
        (await an.Api.PutAsync($"/api/v1/me/blocks/{Guid.NewGuid()}")).IsProblem(404, "not_found");
    }

    private static async Task<bool> IsBlockedByMeAsync(Person person, string conversation) =>
        (await person.RowAsync(conversation)).GetProperty("blockedByMe").GetBoolean();

    private static async Task<string[]> BlocksOfAsync(Person person) =>
        [.. (await person.Api.GetAsync("/api/v1/me/blocks")).Is(200).Items.Select(user => user.GetProperty("displayName").GetString()!)];
}

internal static class BlockCalls
{
    public static Task<Answer> BlockAsync(this Person person, Person other) => person.Api.PutAsync($"/api/v1/me/blocks/{other.Id}");

    public static Task<Answer> UnblockAsync(this Person person, Person other) => person.Api.DeleteAsync($"/api/v1/me/blocks/{other.Id}");
}

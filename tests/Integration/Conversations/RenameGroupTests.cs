using Messaging.Integration.Support;
using Messaging.Integration.Sync;
using Xunit;

namespace Messaging.Integration.Conversations;

public sealed class RenameGroupTests
{
    [Theory, EachDatabase]
    public async Task New_title_reaches_everyones_rows_with_a_message(DatabaseKind database)
    {
        var (an, binh, _, group) = await GroupCalls.TeamAsync(database);
        var from = await binh.CursorAsync();

        var answer = (await an.RenameAsync(group, "  Dream team  ")).Is(200);

        Assert.Equal("Dream team", answer.String("title"));
        var row = Assert.Single((await binh.SyncAsync($"cursor={from}")).Is(200).Rows());
        Assert.Equal("Dream team", row.GetProperty("title").GetString());
        Assert.Equal(("renamed", "Dream team"), (row.Change().Type(), row.Change().GetProperty("title").GetString()));
    }

    [Fact]
    public async Task Same_title_again_changes_nothing()
    {
        var (an, _, _, group) = await GroupCalls.TeamAsync();
        var before = await an.RowAsync(group);

        Assert.Equal(before.GetRawText(), (await an.RenameAsync(group, "Team")).Is(200).Text);
    }

    [Fact]
    public async Task Refusals_have_their_codes()
    {
        var (an, binh, _, group) = await GroupCalls.TeamAsync();
        var stranger = await Person.NewAsync();
        var direct = await an.OpenAsync(binh);

        (await binh.RenameAsync(group, "Mine")).IsProblem(403, "not_an_owner");
        (await stranger.RenameAsync(group, "Mine")).IsProblem(404, "not_found");
        (await an.RenameAsync(direct, "Ours")).IsProblem(422, "not_a_group");
        (await an.RenameAsync(group, " ")).IsInvalid("title");
        (await an.RenameAsync(group, new string('x', 101))).IsInvalid("title");
        Assert.Equal("Team", (await an.RowAsync(group)).GetProperty("title").GetString());
    }

    [Fact]
    public async Task Message_that_tells_of_a_change_can_be_neither_edited_nor_deleted()
    {
        var (an, _, _, group) = await GroupCalls.TeamAsync();
        (await an.RenameAsync(group, "Dream team")).Is(200);
        var told = (await an.ListMessagesAsync(group)).Is(200).Items[^1];

        (await an.EditAsync(told, "nothing happened")).IsProblem(403, "not_your_message");
        (await an.DeleteAsync(told)).IsProblem(403, "not_your_message");
    }
}

using Messaging.Integration.Blocks;
using Messaging.Integration.Support;
using Messaging.Integration.Sync;
using Xunit;

namespace Messaging.Integration.Conversations;

public sealed class AddMembersTests
{
    [Theory, EachDatabase]
    public async Task Added_member_gets_the_row_and_everyone_the_message(DatabaseKind database)
    {
        var (an, binh, _) = await Person.PairAsync(database);
        var group = await an.OpenGroupAsync("Team", binh);
        var chi = await Person.NewAsync(database);
        var from = await chi.CursorAsync();

        var answer = (await an.AddAsync(group, chi.Id, binh.Id)).Is(200);

        Assert.Equal(GroupCalls.Ids(an, binh, chi), answer.Json.Members());
        Assert.Equal([an.Id], answer.Json.Owners());
        var change = (await binh.RowAsync(group)).Change();
        Assert.Equal("membersAdded", change.Type());
        Assert.Equal([chi.Id], change.GetProperty("userIds").EnumerateArray().Select(id => id.GetString()));
        var row = Assert.Single((await chi.SyncAsync($"cursor={from}")).Is(200).Rows());
        Assert.Equal(0, row.GetProperty("unreadCount").GetInt32());
        Assert.Equal(2, (await chi.ListMessagesAsync(group)).Is(200).Items.Length);
    }

    [Fact]
    public async Task What_was_written_before_counts_as_read()
    {
        var (an, binh, _) = await Person.PairAsync();
        var group = await an.OpenGroupAsync("Team", binh);
        var messages = new[] { await an.SendAsync(group, "one"), await an.SendAsync(group, "two"), await an.SendAsync(group, "three") };
        var chi = await Person.NewAsync();
        (await an.AddAsync(group, chi.Id)).Is(200);

        // Unread are messages after the cursor; what is deleted before it takes nothing away.
        foreach (var message in messages) (await an.DeleteAsync(message)).Is(200);

        var row = await chi.RowAsync(group);
        Assert.Equal((5, 0), (row.GetProperty("lastReadSequence").GetInt32(), row.GetProperty("unreadCount").GetInt32()));
        Assert.Equal(0, (await chi.MarkReadAsync(group, 5)).Is(200)["unreadCount"].GetInt32());
    }

    [Fact]
    public async Task Adding_who_is_in_changes_nothing()
    {
        var (an, binh, _, group) = await GroupCalls.TeamAsync();
        var before = await an.RowAsync(group);

        Assert.Equal(before.GetRawText(), (await an.AddAsync(group, binh.Id)).Is(200).Text);
    }

    [Fact]
    public async Task Refusals_have_their_codes()
    {
        var (an, binh, _, group) = await GroupCalls.TeamAsync();
        var (other, blocked) = (await Person.NewAsync(), await Person.NewAsync());
        var direct = await an.OpenAsync(binh);
        (await blocked.BlockAsync(an)).Is(204);

        (await binh.AddAsync(group, other.Id)).IsProblem(403, "not_an_owner");
        (await other.AddAsync(group, other.Id)).IsProblem(404, "not_found");
        (await an.AddAsync(direct, other.Id)).IsProblem(422, "not_a_group");
        (await an.AddAsync(group, blocked.Id)).IsProblem(403, "cannot_message_user");
        (await an.AddAsync(group, Guid.NewGuid().ToString())).IsProblem(404, "not_found");
        (await an.AddAsync(group)).IsInvalid("userIds");
        Assert.Equal(3, (await an.RowAsync(group)).Members().Length);
    }

    [Fact]
    public async Task Group_has_at_most_a_hundred_members()
    {
        var app = await Apps.OnAsync(DatabaseKind.Sqlite);
        var an = await Person.NewAsync();
        var others = new List<string>();
        for (var i = 0; i < 100; i++) others.Add((await Person.RegisterAsync(app.Address)).Id);
        (await an.TryOpenGroupAsync("Too many", [.. others])).IsProblem(422, "group_full");
        var group = (await an.TryOpenGroupAsync("Full", [.. others.Take(99)])).Is(201).String("id");

        (await an.AddAsync(group, others[99])).IsProblem(422, "group_full");
    }
}

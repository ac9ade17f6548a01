using Messaging.Integration.Realtime;
using Messaging.Integration.Support;
using Messaging.Integration.Sync;
using Xunit;

namespace Messaging.Integration.Conversations;

public sealed class RemoveMemberTests
{
    [Theory, EachDatabase]
    public async Task Removed_member_is_out_at_once_and_the_others_see_who_did_it(DatabaseKind database)
    {
        var (an, binh, chi, group) = await GroupCalls.TeamAsync(database);

        (await an.RemoveAsync(group, binh)).Is(204);

        var row = await chi.RowAsync(group);
        Assert.Equal(GroupCalls.Ids(an, chi), row.Members());
        Assert.Equal("memberRemoved", row.Change().Type());
        Assert.Equal(an.Id, row.GetProperty("lastMessage").GetProperty("senderId").GetString());
        (await binh.Api.GetAsync($"/api/v1/conversations/{group}")).IsProblem(404, "not_found");
        (await binh.ListMessagesAsync(group)).IsProblem(404, "not_found");
        (await binh.TrySendAsync(group, "hello?")).IsProblem(404, "not_found");
        (await binh.MarkReadAsync(group, 1)).IsProblem(404, "not_found");
        (await binh.SetTypingAsync(group, "started")).IsProblem(404, "not_found");
        Assert.DoesNotContain(group, (await binh.Api.GetAsync("/api/v1/conversations")).Is(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everyone_may_leave_and_the_last_owner_passes_the_group_on()
    {
        var (an, binh, chi, group) = await GroupCalls.TeamAsync();

        (await an.RemoveAsync(group, an)).Is(204);

        var row = await chi.RowAsync(group);
        Assert.Equal("memberLeft", row.Change().Type());
        Assert.Single(row.Owners());
        (await binh.RemoveAsync(group, binh)).Is(204);
        Assert.Equal([chi.Id], (await chi.RowAsync(group)).Owners());
        (await chi.RemoveAsync(group, chi)).Is(204);
        (await chi.Api.GetAsync($"/api/v1/conversations/{group}")).IsProblem(404, "not_found");
    }

    [Fact]
    public async Task Removed_member_may_be_taken_back_in_as_a_member()
    {
        var (an, binh, chi, group) = await GroupCalls.TeamAsync();
        (await an.ChangeRoleAsync(group, binh, "owner")).Is(200);
        (await an.RemoveAsync(group, binh)).Is(204);
        await an.SendAsync(group, "meanwhile");

        (await an.AddAsync(group, binh.Id)).Is(200);

        var row = await binh.RowAsync(group);
        Assert.Equal(GroupCalls.Ids(an, binh, chi), row.Members());
        Assert.Equal([an.Id], row.Owners());
        Assert.Equal(0, row.GetProperty("unreadCount").GetInt32());
    }

    [Fact]
    public async Task Refusals_have_their_codes()
    {
        var (an, binh, chi, group) = await GroupCalls.TeamAsync();
        var stranger = await Person.NewAsync();
        var direct = await an.OpenAsync(binh);

        (await binh.RemoveAsync(group, chi)).IsProblem(403, "not_an_owner");
        (await stranger.RemoveAsync(group, chi)).IsProblem(404, "not_found");
        (await an.RemoveAsync(group, stranger)).IsProblem(404, "not_found");
        (await an.RemoveAsync(direct, binh)).IsProblem(422, "not_a_group");
        (await an.RemoveAsync(direct, an)).IsProblem(422, "not_a_group");
    }

    [Fact]
    public async Task Final_row_is_pushed_to_who_was_removed_and_nothing_after_it()
    {
        var (app, push) = await RecordingPublisher.StartAppAsync();
        await using var owned = app;
        var (an, binh, chi, group) = await GroupCalls.TeamAsync(app.Address);

        (await an.RemoveAsync(group, binh)).Is(204);
        await an.SendAsync(group, "he is gone");
        await Eventually.HoldsAsync("Chi is told of the message", () => push.Events.Any(pushed =>
            pushed.Channel == $"presence-user-{chi.Id}" && pushed.Data.Contains("he is gone", StringComparison.Ordinal)));

        var told = push.Events.Where(pushed => pushed.Channel == $"presence-user-{binh.Id}" && pushed.Name == "conversation-updated").ToArray();
        Assert.Contains("\"left\":true", told[^1].Data, StringComparison.Ordinal);
        Assert.Equal(2, told.Length);
        Assert.Contains(push.Entries, entry => entry.TerminatedUser == binh.Id);
    }

    [Fact]
    public async Task Open_connection_of_who_was_removed_is_ended_and_the_channel_is_refused()
    {
        var (an, binh, _, group) = await GroupCalls.TeamAsync();
        await using var client = await AppSocket.ConnectAsync(an.Api.Address);
        await client.SignInAsync(binh);
        await client.JoinAsync(binh, $"presence-chat-{group}");

        (await an.RemoveAsync(group, binh)).Is(204);

        (await client.TrySignAsync(binh, $"presence-chat-{group}")).IsProblem(403, "channel_forbidden");
        Assert.Equal(4009, await client.ReceiveCloseAsync());
    }
}

using System.Text.Json;
using Messaging.Integration.Support;
using Xunit;

namespace Messaging.Integration.Sync;

/// <summary>A member who is removed from a group learns that once, and nothing else about the group.</summary>
public sealed class SyncMembershipTests
{
    [Theory, EachDatabase]
    public async Task Removed_member_sees_that_once_and_then_nothing(DatabaseKind database)
    {
        var (an, binh, _) = await Person.PairAsync(database);
        var group = await an.OpenGroupAsync("Secret plans", binh);
        await an.SendAsync(group, "for our eyes only");
        var cursor = await binh.CursorAsync();

        (await an.Api.DeleteAsync($"/api/v1/conversations/{group}/members/{binh.Id}")).Is(204);
        await an.SendAsync(group, "he is gone");
        (await an.Api.PatchAsync($"/api/v1/conversations/{group}", new { title = "Without him" })).Is(200);
        var answer = (await binh.SyncAsync($"cursor={cursor}")).Is(200);

        var row = Assert.Single(answer.Rows());
        Assert.Equal(group, row.Id());
        Assert.True(row.GetProperty("left").GetBoolean());
        Assert.Empty(row.GetProperty("members").EnumerateArray());
        Assert.Equal(JsonValueKind.Null, row.GetProperty("lastMessage").ValueKind);
        Assert.Equal(0, row.GetProperty("unreadCount").GetInt32());
        Assert.DoesNotContain("Without him", answer.Text, StringComparison.Ordinal);
        Assert.Empty((await binh.SyncAsync($"cursor={answer.String("cursor")}")).Is(200).Rows());
        Assert.DoesNotContain(group, (await binh.SyncAsync()).Is(200).Text, StringComparison.Ordinal);
        (await binh.SyncAsync($"conversationId={group}")).IsProblem(404, "not_found");
    }

    [Fact]
    public async Task Who_is_taken_back_in_gets_the_row_again()
    {
        var (an, binh, _) = await Person.PairAsync();
        var group = await an.OpenGroupAsync("Team", binh);
        (await an.Api.DeleteAsync($"/api/v1/conversations/{group}/members/{binh.Id}")).Is(204);
        var cursor = await binh.CursorAsync();
        await an.SendAsync(group, "meanwhile");

        (await an.Api.PostAsync($"/api/v1/conversations/{group}/members", new { userIds = new[] { binh.Id } })).Is(200);
        var row = Assert.Single((await binh.SyncAsync($"cursor={cursor}")).Is(200).Rows());

        Assert.False(row.GetProperty("left").GetBoolean());
        Assert.Equal(2, row.GetProperty("members").GetArrayLength());
        // Messages written meanwhile count as read, and being added is not a message.
        Assert.Equal(0, row.GetProperty("unreadCount").GetInt32());
        (await binh.SyncAsync($"conversationId={group}")).Is(200);
    }
}

using System.Text.Json;
using Messaging.Integration.Conversations;
using Messaging.Integration.Support;
using Messaging.Integration.Sync;
using Xunit;

namespace Messaging.Integration.ReadReceipts;

/// <summary>Read cursors: whose they are, how they move, and who sees them.</summary>
public sealed class MarkReadTests
{
    [Theory, EachDatabase]
    public async Task Reading_moves_the_own_cursor_and_shows_it_to_the_other_side(DatabaseKind database)
    {
        var (an, binh, conversation) = await Person.PairAsync(database);
        await an.SendManyAsync(conversation, 3);

        var answer = (await binh.MarkReadAsync(conversation, 2)).Is(200);

        Assert.Equal((2, 1), (answer["lastReadSequence"].GetInt32(), answer["unreadCount"].GetInt32()));
        Assert.Equal((await binh.RowAsync(conversation)).GetRawText(), answer.Text);
        var seen = await an.RowAsync(conversation);
        Assert.Equal(2, CursorOf(seen, binh));
        Assert.Equal(3, seen.GetProperty("lastReadSequence").GetInt32());
        Assert.Equal(0, seen.GetProperty("unreadCount").GetInt32());
    }

    [Fact]
    public async Task Cursor_never_goes_back_and_the_second_time_changes_nothing()
    {
        var (an, binh, conversation) = await Person.PairAsync();
        await an.SendManyAsync(conversation, 3);
        var first = (await binh.MarkReadAsync(conversation, 3)).Is(200);

        var back = (await binh.MarkReadAsync(conversation, 1)).Is(200);
        var again = (await binh.MarkReadAsync(conversation, 3)).Is(200);

        Assert.Equal(first.Text, back.Text);
        Assert.Equal(first.Text, again.Text);
    }

    [Fact]
    public async Task Cursor_stops_at_the_last_message()
    {
        var (an, binh, conversation) = await Person.PairAsync();
        await an.SendManyAsync(conversation, 2);

        var answer = (await binh.MarkReadAsync(conversation, long.MaxValue)).Is(200);
        await an.SendAsync(conversation, "one more");

        Assert.Equal((2, 0), (answer["lastReadSequence"].GetInt32(), answer["unreadCount"].GetInt32()));
        Assert.Equal(1, (await binh.RowAsync(conversation)).GetProperty("unreadCount").GetInt32());
    }

    /// <summary>Or each client would have to mark what it has just sent.</summary>
    [Theory, EachDatabase]
    public async Task Own_message_moves_the_cursor_unless_something_before_it_is_unread(DatabaseKind database)
    {
        var (an, binh, conversation) = await Person.PairAsync(database);
        await an.SendAsync(conversation, "one");

        await binh.SendAsync(conversation, "two, without having read one");
        Assert.Equal((0, 1), await CursorAndUnreadAsync(binh, conversation));
        // Nobody has seen it: the other side still waits for a receipt.
        Assert.Equal(0, CursorOf(await an.RowAsync(conversation), binh));

        (await binh.MarkReadAsync(conversation, 1)).Is(200);
        await binh.SendAsync(conversation, "three, with nothing unread");
        Assert.Equal((3, 0), await CursorAndUnreadAsync(binh, conversation));
        Assert.Equal(1, CursorOf(await an.RowAsync(conversation), binh));
    }

    [Fact]
    public async Task Own_and_deleted_messages_never_count_as_unread()
    {
        var (an, binh, conversation) = await Person.PairAsync();
        await an.SendAsync(conversation, "one");
        var two = await an.SendAsync(conversation, "two");
        await binh.SendAsync(conversation, "mine");
        (await an.DeleteAsync(two)).Is(200);

        Assert.Equal(1, (await binh.RowAsync(conversation)).GetProperty("unreadCount").GetInt32());
        Assert.Equal(0, (await binh.MarkReadAsync(conversation, 1)).Is(200)["unreadCount"].GetInt32());
    }

    [Fact]
    public async Task Refusals_have_their_codes()
    {
        var (an, _, conversation) = await Person.PairAsync();
        var stranger = await Person.NewAsync();

        (await stranger.MarkReadAsync(conversation, 1)).IsProblem(404, "not_found");
        (await an.MarkReadAsync(Guid.NewGuid().ToString(), 1)).IsProblem(404, "not_found");
        (await an.MarkReadAsync(conversation, -1)).IsInvalid("sequence");
        (await an.Api.PutAsync($"/api/v1/conversations/{conversation}/read", "{")).Is(400);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_hides_receipts_is_not_seen_and_does_not_see(bool readerHides)
    {
        var (an, binh, conversation) = await Person.PairAsync();
        await (readerHides ? binh : an).HideAsync("readReceipts");
        await an.SendManyAsync(conversation, 2);

        (await binh.MarkReadAsync(conversation, 2)).Is(200);

        Assert.Null(CursorOf(await an.RowAsync(conversation), binh));
        Assert.Null(CursorOf(await binh.RowAsync(conversation), an));
        Assert.Equal(2, CursorOf(await binh.RowAsync(conversation), binh));
        var sync = (await an.SyncAsync($"conversationId={conversation}")).Is(200);
        Assert.DoesNotContain(sync.ReadCursors(), cursor => cursor.GetProperty("userId").GetString() == binh.Id);
    }

    [Fact]
    public async Task What_was_read_in_hiding_stays_hidden_afterwards()
    {
        var (an, binh, conversation) = await Person.PairAsync();
        await an.SendManyAsync(conversation, 3);
        (await binh.MarkReadAsync(conversation, 1)).Is(200);
        await binh.HideAsync("readReceipts");
        (await binh.MarkReadAsync(conversation, 3)).Is(200);

        (await binh.Api.PatchAsync("/api/v1/me/settings", new { readReceipts = true })).Is(200);

        Assert.Equal(1, CursorOf(await an.RowAsync(conversation), binh));
    }

    [Fact]
    public async Task Across_a_block_nobody_learns_of_reading()
    {
        var (an, binh, conversation) = await Person.PairAsync();
        await an.SendManyAsync(conversation, 2);
        (await an.Api.PutAsync($"/api/v1/me/blocks/{binh.Id}")).Is(204);

        (await binh.MarkReadAsync(conversation, 2)).Is(200);

        Assert.Equal(0, CursorOf(await an.RowAsync(conversation), binh));
        Assert.Equal(0, (await binh.RowAsync(conversation)).GetProperty("unreadCount").GetInt32());
    }

    [Fact]
    public async Task Rows_of_a_group_show_the_own_cursor_only()
    {
        var (an, binh, _) = await Person.PairAsync();
        var group = await an.OpenGroupAsync("Team", binh);
        await an.SendAsync(group, "read me");

        (await binh.MarkReadAsync(group, 2)).Is(200);

        Assert.Null(CursorOf(await an.RowAsync(group), binh));
        Assert.Equal(2, CursorOf(await binh.RowAsync(group), binh));
        var cursors = (await an.SyncAsync($"conversationId={group}")).Is(200).ReadCursors();
        Assert.Contains(cursors, cursor => cursor.GetProperty("userId").GetString() == binh.Id && cursor.GetProperty("lastReadSequence").GetInt32() == 2);
    }

    [Theory, EachDatabase]
    public async Task Changes_to_a_group_are_not_unread(DatabaseKind database)
    {
        var (an, binh, chi) = (await Person.NewAsync(database), await Person.NewAsync(database), await Person.NewAsync(database));
        var group = await an.OpenGroupAsync("Team", binh, chi);
        var position = await binh.CursorAsync();
        (await an.RenameAsync(group, "Team 1")).Is(200);
        (await chi.RemoveAsync(group, chi)).Is(204);
        Assert.Equal((3, 0), await CursorAndUnreadAsync(binh, group));
        Assert.Empty((await binh.Api.GetAsync("/api/v1/conversations?filter=unread")).Is(200).Items);

        await an.SendAsync(group, "one");
        (await an.AddAsync(group, chi.Id)).Is(200);
        await an.SendAsync(group, "two");
        (await an.RenameAsync(group, "Team 2")).Is(200);
        Assert.Equal((3, 2), await CursorAndUnreadAsync(binh, group));
        Assert.Equal((5, 1), await CursorAndUnreadAsync(chi, group));
        Assert.Equal(2, Assert.Single((await binh.SyncAsync($"cursor={position}")).Is(200).Rows()).GetProperty("unreadCount").GetInt32());

        // One message and one change remain after the cursor.
        Assert.Equal(1, (await binh.MarkReadAsync(group, 4)).Is(200)["unreadCount"].GetInt32());
        Assert.Equal(0, (await binh.MarkReadAsync(group, 6)).Is(200)["unreadCount"].GetInt32());
        Assert.Equal(0, (await binh.MarkReadAsync(group, 7)).Is(200)["unreadCount"].GetInt32());
    }

    private static async Task<(int Cursor, int Unread)> CursorAndUnreadAsync(Person person, string conversation)
    {
        var row = await person.RowAsync(conversation);
        return (row.GetProperty("lastReadSequence").GetInt32(), row.GetProperty("unreadCount").GetInt32());
    }

    private static int? CursorOf(JsonElement row, Person person)
    {
        var cursor = row.GetProperty("members").EnumerateArray().Single(member => member.GetProperty("userId").GetString() == person.Id).GetProperty("lastReadSequence");
        return cursor.ValueKind == JsonValueKind.Null ? null : cursor.GetInt32();
    }
}

using System.Text.Json;
using Messaging.Integration.Support;
using Xunit;

namespace Messaging.Integration.Sync;

/// <summary>Answers of a poll after a change.</summary>
public sealed class SyncChangesTests
{
    [Theory, EachDatabase]
    public async Task Without_a_cursor_it_is_the_newest_page_of_everything(DatabaseKind database)
    {
        var (an, binh, conversation) = await Person.PairAsync(database);
        await binh.SendManyAsync(conversation, 5);
        var group = await an.OpenGroupAsync("Lunch", binh);

        var answer = (await an.SyncAsync($"conversationId={conversation}&limit=3")).Is(200);

        Assert.Equal([group, conversation], answer.Rows().Select(row => row.Id()));
        Assert.Equal(5, answer.Rows()[1].GetProperty("unreadCount").GetInt32());
        Assert.Equal(["3", "4", "5"], answer.Messages().Bodies());
        Assert.Equal(2, answer.ReadCursors().Length);
        Assert.False(answer["hasMore"].GetBoolean());
        Assert.Equal(3_000, answer["pollAfterMs"].GetInt32());
    }

    [Theory, EachDatabase]
    public async Task With_cursors_it_is_what_changed_since(DatabaseKind database)
    {
        var (an, binh, conversation) = await Person.PairAsync(database);
        var other = await an.OpenAsync(await Person.NewAsync(database));
        var first = await binh.SendAsync(conversation, "first");
        await binh.SendAsync(conversation, "second");
        var position = await an.PositionAsync(conversation);

        await binh.SendAsync(conversation, "third");
        (await binh.EditAsync(first, "first, better")).Is(200);
        var answer = (await an.SyncAsync(position)).Is(200);

        Assert.Equal([conversation], answer.Rows().Select(row => row.Id()));
        Assert.DoesNotContain(other, answer.Text, StringComparison.Ordinal);
        Assert.Equal(["third", "first, better"], answer.Messages().Bodies());
        Assert.Empty(answer.ReadCursors());
        Assert.Equal((await an.RowAsync(conversation)).GetRawText(), answer.Rows()[0].GetRawText());
    }

    [Fact]
    public async Task Deleted_message_comes_as_a_tombstone()
    {
        var (an, binh, conversation) = await Person.PairAsync();
        var message = await binh.SendAsync(conversation, "oops");
        var position = await an.PositionAsync(conversation);

        (await binh.DeleteAsync(message)).Is(200);
        var answer = (await an.SyncAsync(position)).Is(200);

        var tombstone = Assert.Single(answer.Messages());
        Assert.Equal("", tombstone.GetProperty("body").GetString());
        Assert.NotEqual(JsonValueKind.Null, tombstone.GetProperty("deletedAt").ValueKind);
        Assert.Equal(0, answer.Rows()[0].GetProperty("unreadCount").GetInt32());
    }

    [Fact]
    public async Task Read_cursor_comes_with_its_time_and_not_again()
    {
        var (an, binh, conversation) = await Person.PairAsync();
        await an.SendManyAsync(conversation, 3);
        var position = await an.PositionAsync(conversation);

        (await binh.MarkReadAsync(conversation, 2)).Is(200);
        var answer = (await an.SyncAsync(position)).Is(200);

        var cursor = Assert.Single(answer.ReadCursors());
        Assert.Equal((binh.Id, 2), (cursor.GetProperty("userId").GetString(), cursor.GetProperty("lastReadSequence").GetInt32()));
        Assert.NotEqual(JsonValueKind.Null, cursor.GetProperty("readAt").ValueKind);
        Assert.Empty(answer.Messages());
        var next = (await an.SyncAsync(SyncCalls.Position(answer))).Is(200);
        Assert.Empty(next.Rows());
        Assert.Empty(next.ReadCursors());
    }

    [Theory, EachDatabase]
    public async Task Small_pages_in_a_row_equal_one_big_page(DatabaseKind database)
    {
        var an = await Person.NewAsync(database);
        var start = await an.CursorAsync();
        string conversation = "";
        for (var i = 0; i < 5; i++)
        {
            conversation = await an.OpenAsync(await Person.NewAsync(database));
            await an.SendManyAsync(conversation, 2);
        }

        await an.SendManyAsync(conversation, 5);
        var beginning = $"cursor={start}&conversationId={conversation}&conversationCursor={EmptyConversationCursor}";
        var big = (await an.SyncAsync($"{beginning}&limit=100")).Is(200);

        var rows = new List<string>();
        var messages = new List<string>();
        var query = beginning;
        for (var page = 1; ; page++)
        {
            var small = (await an.SyncAsync($"{query}&limit=2")).Is(200);
            Assert.InRange(small.Rows().Length, 0, 2);
            Assert.InRange(small.Messages().Length, 0, 2);
            rows.AddRange(small.Rows().Select(row => row.GetRawText()));
            messages.AddRange(small.Messages().Select(message => message.GetRawText()));
            query = SyncCalls.Position(small);
            if (!small["hasMore"].GetBoolean() && !small["conversation"].GetProperty("hasMore").GetBoolean()) break;
            Assert.Equal(0, small["pollAfterMs"].GetInt32());
            Assert.InRange(page, 1, 10);
        }

        Assert.Equal(big.Rows().Select(row => row.GetRawText()), rows);
        Assert.Equal(big.Messages().Select(message => message.GetRawText()), messages);
        Assert.Equal((5, 7), (rows.Count, messages.Count));
        Assert.Equal(SyncCalls.Position(big), query);
    }

    [Fact]
    public async Task Cursors_of_the_list_and_of_a_message_page_continue_here()
    {
        var (an, binh, conversation) = await Person.PairAsync();
        await binh.SendAsync(conversation, "before");
        var list = (await an.Api.GetAsync("/api/v1/conversations")).Is(200).String("syncCursor");
        var page = (await an.ListMessagesAsync(conversation)).Is(200).String("syncCursor");

        var quiet = (await an.SyncAsync($"cursor={list}&conversationId={conversation}&conversationCursor={page}")).Is(200);
        await binh.SendAsync(conversation, "after");
        var answer = (await an.SyncAsync($"cursor={list}&conversationId={conversation}&conversationCursor={page}")).Is(200);

        Assert.Empty(quiet.Rows());
        Assert.Empty(quiet.Messages());
        Assert.Single(answer.Rows());
        Assert.Equal(["after"], answer.Messages().Bodies());
    }

    /// <summary>The state of a client before the first message of a conversation: the position of a message page of an empty conversation.</summary>
    private static string EmptyConversationCursor => Messaging.Application.Common.Cursor.Write("c", 0);
}

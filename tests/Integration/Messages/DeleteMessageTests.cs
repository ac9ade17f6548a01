using Messaging.Integration.Support;
using Xunit;

namespace Messaging.Integration.Messages;

public sealed class DeleteMessageTests
{
    [Theory, EachDatabase]
    public async Task Tombstone_keeps_place_and_sender_and_loses_the_text(DatabaseKind database)
    {
        var (an, binh, conversation) = await Person.PairAsync(database);
        var message = await an.SendAsync(conversation, "Oops");
        await binh.SendAsync(conversation, "?");

        var tombstone = (await an.DeleteAsync(message)).Is(200).Json;

        Assert.Equal(("", 1, an.Id), (tombstone.String("body"), tombstone.Number("sequence"), tombstone.String("senderId")));
        Assert.Equal(message.Number("revision") + 2, tombstone.Number("revision"));
        Assert.False(tombstone.IsNull("deletedAt"));
        Assert.Equal([1, 2], (await binh.ListMessagesAsync(conversation)).Items.Sequences());
        Assert.Equal(tombstone.GetRawText(), (await binh.ReadMessageAsync(message)).GetRawText());
    }

    [Fact]
    public async Task Unread_count_forgets_it()
    {
        var (an, binh, conversation) = await Person.PairAsync();
        var message = await an.SendAsync(conversation, "1");
        await an.SendAsync(conversation, "2");

        (await an.DeleteAsync(message)).Is(200);

        Assert.Equal((0, 1), ((await an.RowAsync(conversation)).Number("unreadCount"), (await binh.RowAsync(conversation)).Number("unreadCount")));
    }

    [Fact]
    public async Task Deleting_twice_is_deleting_once()
    {
        var (an, binh, conversation) = await Person.PairAsync();
        var message = await an.SendAsync(conversation, "1");
        await an.SendAsync(conversation, "2");

        var first = (await an.DeleteAsync(message)).Is(200);
        var second = (await an.DeleteAsync(message)).Is(200);

        Assert.Equal(first.Text, second.Text);
        Assert.Equal(1, (await binh.RowAsync(conversation)).Number("unreadCount"));
    }

    [Fact]
    public async Task List_shows_that_the_newest_message_is_gone()
    {
        var (an, binh, conversation) = await Person.PairAsync();
        var message = await an.SendAsync(conversation, "Oops");

        (await an.DeleteAsync(message)).Is(200);

        var last = (await binh.RowAsync(conversation)).GetProperty("lastMessage");
        Assert.True(last.Flag("deleted"));
        Assert.Equal("", last.String("body"));
    }

    [Fact]
    public async Task Message_of_another_is_403()
    {
        var (an, binh, conversation) = await Person.PairAsync();
        var message = await an.SendAsync(conversation, "Mine");

        (await binh.DeleteAsync(message)).IsProblem(403, "not_your_message");

        Assert.Equal("Mine", (await an.ReadMessageAsync(message)).String("body"));
    }
}

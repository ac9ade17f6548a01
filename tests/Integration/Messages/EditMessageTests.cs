using Messaging.Integration.Support;
using Xunit;

namespace Messaging.Integration.Messages;

public sealed class EditMessageTests
{
    [Theory, EachDatabase]
    public async Task Own_message_gets_the_new_text_and_keeps_its_place(DatabaseKind database)
    {
        var (an, binh, conversation) = await Person.PairAsync(database);
        var message = await an.SendAsync(conversation, "Helo");
        await binh.SendAsync(conversation, "?");

        var edited = (await an.EditAsync(message, "Hello ")).Is(200).Json;

        Assert.Equal("Hello", edited.String("body"));
        Assert.Equal(1, edited.Number("sequence"));
        Assert.Equal(message.Number("revision") + 2, edited.Number("revision"));
        Assert.Equal(message.String("sentAt"), edited.String("sentAt"));
        Assert.False(edited.IsNull("editedAt"));
        Assert.Equal(edited.GetRawText(), (await binh.ReadMessageAsync(message)).GetRawText());
    }

    [Fact]
    public async Task List_shows_the_new_text_of_the_newest_message()
    {
        var (an, binh, conversation) = await Person.PairAsync();
        var message = await an.SendAsync(conversation, "Helo");
        var before = await binh.RowAsync(conversation);

        (await an.EditAsync(message, "Hello")).Is(200);

        var after = await binh.RowAsync(conversation);
        Assert.Equal("Hello", after.GetProperty("lastMessage").String("body"));
        Assert.Equal(before.Number("revision") + 1, after.Number("revision"));
        Assert.Equal(before.Number("unreadCount"), after.Number("unreadCount"));
    }

    [Fact]
    public async Task Same_text_changes_nothing()
    {
        var (an, _, conversation) = await Person.PairAsync();
        var message = await an.SendAsync(conversation, "Hello");

        var edited = (await an.EditAsync(message, "Hello ")).Is(200);

        Assert.Equal(message.GetRawText(), edited.Text);
    }

    [Fact]
    public async Task Message_of_another_is_403()
    {
        var (an, binh, conversation) = await Person.PairAsync();
        var message = await an.SendAsync(conversation, "Mine");

        (await binh.EditAsync(message, "Mine now")).IsProblem(403, "not_your_message");

        Assert.Equal("Mine", (await an.ReadMessageAsync(message)).String("body"));
    }

    [Fact]
    public async Task Deleted_message_is_409()
    {
        var (an, _, conversation) = await Person.PairAsync();
        var message = await an.SendAsync(conversation, "Gone");
        (await an.DeleteAsync(message)).Is(200);

        (await an.EditAsync(message, "Back")).IsProblem(409, "message_deleted");
    }

    [Fact]
    public async Task Stranger_gets_404_for_the_message_in_every_way()
    {
        var (an, _, conversation) = await Person.PairAsync();
        var message = await an.SendAsync(conversation, "Secret");
        var stranger = await Person.NewAsync();

        (await stranger.Api.GetAsync(Person.PathOf(message))).IsProblem(404, "not_found");
        (await stranger.EditAsync(message, "x")).IsProblem(404, "not_found");
        (await stranger.DeleteAsync(message)).IsProblem(404, "not_found");
    }

    [Fact]
    public async Task Message_is_not_found_through_another_conversation()
    {
        var (an, _, conversation) = await Person.PairAsync();
        var elsewhere = await an.OpenAsync(await Person.NewAsync());
        var message = await an.SendAsync(conversation, "Here");
        var path = $"/api/v1/conversations/{elsewhere}/messages/{message.String("id")}";

        (await an.Api.GetAsync(path)).IsProblem(404, "not_found");
        (await an.Api.PatchAsync(path, new { body = "There" })).IsProblem(404, "not_found");
        (await an.Api.DeleteAsync(path)).IsProblem(404, "not_found");
    }
}

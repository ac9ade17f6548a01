using System.Text.Json;
using Messaging.Integration.Conversations;
using Messaging.Integration.Support;
using Messaging.Integration.Sync;
using Xunit;

namespace Messaging.Integration.Messages;

/// <summary>A reply quotes the message that it answers, as that message is now.</summary>
public sealed class ReplyTests
{
    [Theory, EachDatabase]
    public async Task Reply_quotes_the_message_as_it_is_now(DatabaseKind database)
    {
        var (an, binh, conversation) = await Person.PairAsync(database);
        var question = await an.SendAsync(conversation, "Lunch?\nAt noon");

        var reply = await binh.ReplyAsync(question, "Yes");
        Assert.Equal((question.Id(), 1L, question.Number("revision"), an.Id, "Lunch? At noon", false), QuoteOf(reply));

        var edited = (await an.EditAsync(question, "Dinner?")).Is(200).Json;
        Assert.Equal((question.Id(), 1L, edited.Number("revision"), an.Id, "Dinner?", false), QuoteOf(await an.ReadMessageAsync(reply)));

        var deleted = (await an.DeleteAsync(question)).Is(200).Json;
        var page = (await an.ListMessagesAsync(conversation)).Is(200).Items;
        Assert.Equal((question.Id(), 1L, deleted.Number("revision"), an.Id, "", true), QuoteOf(page[1]));
        Assert.True(page[0].IsNull("quote"));
        Assert.Equal(page[1].GetRawText(), (await binh.SyncAsync($"conversationId={conversation}")).Is(200).Messages().Last().GetRawText());
        Assert.Equal(reply.Number("revision"), page[1].Number("revision"));
    }

    [Theory, EachDatabase]
    public async Task Quote_stays_when_the_reply_changes(DatabaseKind database)
    {
        var (an, binh, conversation) = await Person.PairAsync(database);
        var question = await an.SendAsync(conversation, "Lunch?");
        var reply = await binh.ReplyAsync(question, "Yes");

        Assert.Equal(QuoteOf(reply), QuoteOf((await binh.EditAsync(reply, "No")).Is(200).Json));
        Assert.Equal(QuoteOf(reply), QuoteOf((await binh.DeleteAsync(reply)).Is(200).Json));
    }

    [Fact]
    public async Task Target_must_be_a_message_of_the_same_conversation()
    {
        var (an, binh, conversation) = await Person.PairAsync();
        var chi = await Person.NewAsync();
        var elsewhere = await an.SendAsync(await an.OpenAsync(chi), "Secret");
        var group = await an.OpenGroupAsync("Trip", binh);
        var opening = (await an.ListMessagesAsync(group)).Is(200).Items.Single();

        (await binh.TrySendAsync(conversation, "Hi", replyTo: elsewhere.Id())).IsProblem(422, "reply_target_not_found");
        (await binh.TrySendAsync(conversation, "Hi", replyTo: Person.NewId())).IsProblem(422, "reply_target_not_found");
        (await binh.TrySendAsync(group, "Hi", replyTo: opening.Id())).IsProblem(422, "reply_target_not_found");
        (await binh.TrySendAsync(conversation, "Hi", replyTo: "no-id")).IsProblem(400, "malformed_request");

        Assert.Empty((await an.ListMessagesAsync(conversation)).Is(200).Items);
        Assert.Single((await an.ListMessagesAsync(group)).Is(200).Items);
    }

    [Fact]
    public async Task Deleted_message_can_be_answered()
    {
        var (an, binh, conversation) = await Person.PairAsync();
        var question = await an.SendAsync(conversation, "Lunch?");
        (await an.DeleteAsync(question)).Is(200);

        var quote = QuoteOf(await binh.ReplyAsync(question, "Yes"));
        Assert.Equal(("", true), (quote.Excerpt, quote.IsDeleted));
    }

    [Fact]
    public async Task Same_id_with_another_target_is_422()
    {
        var (an, binh, conversation) = await Person.PairAsync();
        var (one, two) = (await an.SendAsync(conversation, "1"), await an.SendAsync(conversation, "2"));
        var id = Person.NewId();
        var first = (await binh.TrySendAsync(conversation, "Yes", id, one.Id())).Is(201);

        Assert.Equal(first.Text, (await binh.TrySendAsync(conversation, "Yes", id, one.Id())).Is(200).Text);
        (await binh.TrySendAsync(conversation, "Yes", id, two.Id())).IsProblem(422, "id_reused");
        (await binh.TrySendAsync(conversation, "Yes", id)).IsProblem(422, "id_reused");
    }

    [Theory, EachDatabase]
    public async Task Author_of_the_quote_is_named_after_leaving(DatabaseKind database)
    {
        var (an, binh, chi) = (await Person.NewAsync(database), await Person.NewAsync(database), await Person.NewAsync(database));
        var group = await an.OpenGroupAsync("Trip", binh, chi);
        var question = await chi.SendAsync(group, "Lunch?");
        await binh.ReplyAsync(question, "Yes");
        (await an.RemoveAsync(group, chi)).Is(204);

        var page = (await an.ListMessagesAsync(group, "before=4&limit=1")).Is(200);

        Assert.Equal([chi.Id], page["authors"].EnumerateArray().Select(author => author.String("userId")));
    }

    private static (string Id, long Sequence, long Revision, string SenderId, string Excerpt, bool IsDeleted) QuoteOf(JsonElement message)
    {
        var quote = message.GetProperty("quote");
        return (quote.Id(), quote.Number("sequence"), quote.Number("revision"), quote.String("senderId"), quote.String("excerpt"), quote.GetProperty("deleted").GetBoolean());
    }
}

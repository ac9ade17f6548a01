using Messaging.Integration.Support;
using Xunit;

namespace Messaging.Integration.Messages;

public sealed class SendMessageTests
{
    [Theory, EachDatabase]
    public async Task Message_is_stored_and_answered(DatabaseKind database)
    {
        var (an, binh, conversation) = await Person.PairAsync(database);
        var id = Person.NewId();

        var answer = (await an.TrySendAsync(conversation, "Chào bạn 👋", id)).Is(201);

        Assert.Equal($"/api/v1/conversations/{conversation}/messages/{id}", answer.Header("Location"));
        Assert.Null(answer.Header("Idempotent-Replayed"));
        var message = answer.Json;
        Assert.Equal((id, conversation, an.Id, "Chào bạn 👋"), (message.String("id"), message.String("conversationId"), message.String("senderId"), message.String("body")));
        Assert.Equal(1, message.Number("sequence"));
        Assert.True(message.IsNull("editedAt") && message.IsNull("deletedAt"));
        Assert.Matches(@"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\z", message.String("sentAt"));
        Assert.Equal(answer.Text, (await binh.ReadMessageAsync(message)).GetRawText());
    }

    [Fact]
    public async Task Sequences_and_revisions_count_up_by_one()
    {
        var (an, binh, conversation) = await Person.PairAsync();

        var one = await an.SendAsync(conversation, "1");
        var two = await binh.SendAsync(conversation, "2");
        var three = await an.SendAsync(conversation, "3");

        Assert.Equal([1, 2, 3], new[] { one, two, three }.Sequences());
        Assert.Equal([1, 2], [two.Number("revision") - one.Number("revision"), three.Number("revision") - one.Number("revision")]);
    }

    [Fact]
    public async Task Unread_count_grows_for_the_other_alone()
    {
        var (an, binh, conversation) = await Person.PairAsync();

        await an.SendManyAsync(conversation, 3);
        await binh.SendAsync(conversation, "one");

        Assert.Equal((1, 3), ((await an.RowAsync(conversation)).Number("unreadCount"), (await binh.RowAsync(conversation)).Number("unreadCount")));
    }

    [Fact]
    public async Task Stranger_gets_404_and_stores_nothing()
    {
        var (an, _, conversation) = await Person.PairAsync();
        var stranger = await Person.NewAsync();

        (await stranger.TrySendAsync(conversation, "let me in")).IsProblem(404, "not_found");

        Assert.Empty((await an.ListMessagesAsync(conversation)).Is(200).Items);
    }

    [Theory]
    [InlineData("not-a-guid", "malformed_request")]
    [InlineData("00000000-0000-0000-0000-000000000000", "validation_failed")]
    [InlineData("5f0a1b2c-3d4e-4f60-8a9b-0c1d2e3f4a5b", "validation_failed")]
    [InlineData("0197f3a0-0000-7000-0000-000000000001", "validation_failed")]
    public async Task Id_is_a_uuid_of_version_7(string id, string code)
    {
        var (an, _, conversation) = await Person.PairAsync();

        (await an.TrySendAsync(conversation, "Hi", id)).IsProblem(400, code);
    }

    [Fact]
    public async Task Id_in_capitals_is_the_same_id()
    {
        var (an, _, conversation) = await Person.PairAsync();
        var id = Person.NewId();

        var first = await an.SendAsync(conversation, "Hi", id.ToUpperInvariant());
        var again = (await an.TrySendAsync(conversation, "Hi", id)).Is(200);

        Assert.Equal(id, first.String("id"));
        Assert.Equal(first.GetRawText(), again.Text);
    }

    [Fact]
    public async Task Anonymous_gets_401()
    {
        var (an, _, conversation) = await Person.PairAsync();

        var answer = await new ApiClient(an.Api.Address).PostAsync(
            $"/api/v1/conversations/{conversation}/messages", new { id = Person.NewId(), body = "Hi" });

        answer.IsProblem(401, "unauthenticated");
    }
}

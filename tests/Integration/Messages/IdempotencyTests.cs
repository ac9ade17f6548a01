using Messaging.Domain.Common;
using Messaging.Integration.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Messaging.Integration.Messages;

/// <summary>The message id is the idempotency key: a client may send again whenever it does not know.</summary>
public sealed class IdempotencyTests
{
    [Theory, EachDatabase]
    public async Task Same_id_and_text_returns_the_first_message(DatabaseKind database)
    {
        var (an, _, conversation) = await Person.PairAsync(database);
        var id = Person.NewId();
        var first = await an.SendAsync(conversation, "Hi", id);

        var again = (await an.TrySendAsync(conversation, "\nHi\r\n", id)).Is(200);

        Assert.Equal("true", again.Header("Idempotent-Replayed"));
        Assert.Equal(first.GetRawText(), again.Text);
        Assert.Single((await an.ListMessagesAsync(conversation)).Is(200).Items);
    }

    [Theory, EachDatabase]
    public async Task Twenty_times_at_once_stores_it_once(DatabaseKind database)
    {
        var (an, _, conversation) = await Person.PairAsync(database);
        var id = Person.NewId();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => an.TrySendAsync(conversation, "Hi", id)));

        Assert.Equal(1, answers.Count(answer => answer.Status == 201));
        Assert.Equal(19, answers.Count(answer => answer.Status == 200 && answer.Header("Idempotent-Replayed") == "true"));
        Assert.Single(answers.Select(answer => answer.Text).Distinct());
        Assert.Equal([1], (await an.ListMessagesAsync(conversation)).Is(200).Items.Sequences());
    }

    [Fact]
    public async Task Same_id_with_another_text_is_422()
    {
        var (an, _, conversation) = await Person.PairAsync();
        var id = Person.NewId();
        await an.SendAsync(conversation, "Hi", id);

        (await an.TrySendAsync(conversation, "Bye", id)).IsProblem(422, "id_reused");
    }

    [Fact]
    public async Task Replay_is_known_after_an_edit()
    {
        var (an, _, conversation) = await Person.PairAsync();
        var id = Person.NewId();
        var message = await an.SendAsync(conversation, "Hi", id);
        (await an.EditAsync(message, "Bye")).Is(200);

        Assert.Equal("Bye", (await an.TrySendAsync(conversation, "Hi", id)).Is(200).String("body"));
        (await an.TrySendAsync(conversation, "Bye", id)).IsProblem(422, "id_reused");
        Assert.Single((await an.ListMessagesAsync(conversation)).Is(200).Items);
    }

    [Fact]
    public async Task Replay_after_deletion_returns_the_tombstone()
    {
        var (an, _, conversation) = await Person.PairAsync();
        var id = Person.NewId();
        var message = await an.SendAsync(conversation, "Hi", id);
        (await an.DeleteAsync(message)).Is(200);

        var again = (await an.TrySendAsync(conversation, "Hi", id)).Is(200);

        Assert.Equal("", again.String("body"));
        Assert.False(again.Json.IsNull("deletedAt"));
    }

    [Theory, EachDatabase]
    public async Task Nothing_computed_from_a_text_outlives_it(DatabaseKind database)
    {
        var (an, _, conversation) = await Person.PairAsync(database);
        var edited = await an.SendAsync(conversation, "my first text");
        (await an.EditAsync(edited, "my second text")).Is(200);
        var deleted = await an.SendAsync(conversation, "my third text");
        (await an.DeleteAsync(deleted)).Is(200);

        await using var db = (await Apps.OnAsync(database)).Database.OpenContext();
        var id = new ConversationId(Guid.Parse(conversation));
        var messages = await db.Messages.Where(message => message.ConversationId == id).ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal(2, messages.Count);
        Assert.All(messages, message => Assert.Empty(message.Fingerprint));
    }

    [Theory, EachDatabase]
    public async Task Same_id_of_another_sender_or_conversation_is_409(DatabaseKind database)
    {
        var (an, binh, conversation) = await Person.PairAsync(database);
        var elsewhere = await an.OpenAsync(await Person.NewAsync(database));
        var id = Person.NewId();
        await an.SendAsync(conversation, "Hi", id);

        (await binh.TrySendAsync(conversation, "Hi", id)).IsProblem(409, "id_conflict");
        (await an.TrySendAsync(elsewhere, "Hi", id)).IsProblem(409, "id_conflict");
    }

    [Theory, EachDatabase]
    public async Task Same_id_in_two_conversations_at_once_is_stored_in_one(DatabaseKind database)
    {
        var (an, _, one) = await Person.PairAsync(database);
        var other = await an.OpenAsync(await Person.NewAsync(database));
        var id = Person.NewId();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => an.TrySendAsync(i % 2 == 0 ? one : other, "Hi", id)));

        Assert.Equal(1, answers.Count(answer => answer.Status == 201));
        Assert.All(answers, answer => Assert.True(answer.Status is 201 or 200 or 409, answer.Text));
        var stored = (await an.ListMessagesAsync(one)).Items.Length + (await an.ListMessagesAsync(other)).Items.Length;
        Assert.Equal(1, stored);
    }
}

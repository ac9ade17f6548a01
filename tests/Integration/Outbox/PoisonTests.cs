using Messaging.Application.Common;
using Messaging.Application.Outbox;
using Messaging.Integration.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Messaging.Integration.Outbox;

/// <summary>One event that cannot be delivered holds up no other, or only those that must come after it.</summary>
public sealed class PoisonTests : IAsyncLifetime
{
    private FakeChannels _fake = null!;
    private TestApp _app = null!;

    public async ValueTask InitializeAsync()
    {
        _fake = await FakeChannels.StartNewAsync();
        _app = await TestApp.StartAsync(settings: new Dictionary<string, string?>(_fake.Settings)
        {
            ["Outbox:ConsumerAttempts"] = "3",
            // Seldom, so that a row that a test adds by itself is read together with those of the next send.
            ["Outbox:PollIntervalMilliseconds"] = "2000",
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _fake.DisposeAsync();
    }

    [Fact]
    public async Task Rejected_event_parks_its_row_alone()
    {
        _fake.Poison = item => item.Name == "new-message" && item.Json.GetProperty("message").String("body") == "poison";
        // Held back until all is written, so that the poison stands in the middle of a batch.
        _fake.Fail(new FakeFault.Answer(500));
        var (an, _, conversation) = await Person.PairAsync(_app.Address);
        for (var i = 1; i <= 9; i++) await an.SendAsync(conversation, i == 5 ? "poison" : $"{i}");
        _fake.Heal();

        await Eventually.HoldsAsync("the others are pushed", () => _fake.NewMessages(conversation).Length >= 8);
        await Eventually.HoldsAsync("only the parked row is left", async () => (await RowsAsync()).All(row => row.ParkedAt is not null));

        Assert.Equal([1, 2, 3, 4, 6, 7, 8, 9], _fake.NewMessages(conversation));
        var parked = Assert.Single(await RowsAsync());
        Assert.Equal(("message-sent", "message-changes"), (parked.EventName, parked.Consumers));
        Assert.StartsWith("Rejected: ", parked.LastError, StringComparison.Ordinal);
        Assert.Equal(10, _fake.Accepted.Count(item => item.Name == "conversation-updated" && item.Channel == $"presence-user-{an.Id}"));
    }

    [Fact]
    public async Task Event_that_is_too_large_for_the_service_is_replaced_by_its_short_form()
    {
        var (an, _, conversation) = await Person.PairAsync(_app.Address);
        await Eventually.HoldsAsync("the outbox is empty", async () => (await RowsAsync()).Count == 0);

        _fake.MaxDataBytes = 500;
        var message = await an.SendAsync(conversation, new string('a', 400));
        await Eventually.HoldsAsync("all is pushed", async () => (await RowsAsync()).Count == 0);

        var pushed = Assert.Single(_fake.Accepted, item => item.Channel == $"presence-chat-{conversation}");
        ThinFormOf(message, pushed);
    }

    [Fact]
    public async Task Long_message_is_announced_by_the_short_form()
    {
        var (an, _, conversation) = await Person.PairAsync(_app.Address);

        var message = await an.SendAsync(conversation, new string('ệ', 4_000));
        await Eventually.HoldsAsync("all is pushed", async () => (await RowsAsync()).Count == 0);

        ThinFormOf(message, Assert.Single(_fake.Accepted, item => item.Channel == $"presence-chat-{conversation}"));
        Assert.All(_fake.Accepted, item => Assert.InRange(item.DataBytes, 1, 10_240));
    }

    [Fact]
    public async Task Row_that_its_consumer_cannot_handle_delays_its_conversation_alone()
    {
        var (an, _, held) = await Person.PairAsync(_app.Address);
        var free = await SameLaneAsync(an, held);
        await Eventually.HoldsAsync("the outbox is empty", async () => (await RowsAsync()).Count == 0);
        await using (var db = _app.Database.OpenContext())
        {
            var now = TimeProvider.System.GetUtcNow();
            db.Outbox.Add(new OutboxMessage
            {
                Lane = LaneOf(held), OrderKey = Guid.Parse(held), EventName = "of-a-later-release", Consumers = "message-changes", Payload = "{}", CreatedAt = now, DueAt = now,
            });
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        // The row was not written by the app, which therefore has to read the table.
        _app.Services.GetRequiredService<IOutboxSignal>().WakeAll();
        await an.SendManyAsync(held, 2);
        await an.SendManyAsync(free, 2);
        await _fake.WaitForAllInOrderAsync(free, 2);

        // Given up after three attempts within some seconds; only then may those behind it go on.
        await Eventually.HoldsAsync("those behind it are pushed", () => _fake.NewMessages(held).Length > 0);
        Assert.Equal("of-a-later-release", Assert.Single(await RowsAsync(), row => row.ParkedAt is not null).EventName);
        await _fake.WaitForAllInOrderAsync(held, 2);
    }

    /// <summary>A conversation in the lane of another one, so that only their order keys tell them apart.</summary>
    private async Task<string> SameLaneAsync(Person person, string conversation)
    {
        while (true)
        {
            var other = await person.OpenAsync(await Person.RegisterAsync(_app.Address));
            if (LaneOf(other) == LaneOf(conversation)) return other;
        }
    }

    // The rule as documented: the last byte of the id, modulo 16.
    private static int LaneOf(string conversation) => Convert.ToInt32(conversation[^2..], 16) % 16;

    private async Task<List<OutboxMessage>> RowsAsync()
    {
        await using var db = _app.Database.OpenContext();
        return await db.Outbox.AsNoTracking().ToListAsync(TestContext.Current.CancellationToken);
    }

    private static void ThinFormOf(System.Text.Json.JsonElement message, FakeEvent pushed)
    {
        Assert.Equal("new-message", pushed.Name);
        Assert.Equal((message.String("conversationId"), message.String("id")), (pushed.Json.String("conversationId"), pushed.Json.String("messageId")));
        Assert.Equal((message.Number("sequence"), message.Number("revision")), (pushed.Json.Number("sequence"), pushed.Json.Number("revision")));
        Assert.True(pushed.Json.Flag("truncated"));
    }
}

using Messaging.Application.Messages;
using Messaging.Application.Common;
using Messaging.Application.Outbox;
using Messaging.Domain.Common;
using Messaging.Domain.Messages.Events;
using Messaging.Unit.Support;
using Xunit;

namespace Messaging.Unit.Application;

public sealed class OutboxCatalogTests
{
    private const int Lanes = 16;
    private readonly OutboxCatalog _catalog = new();
    private readonly MessageSent _sent;

    public OutboxCatalogTests()
    {
        var people = new People();
        people.Send(people.An, "Chào 👋");
        _sent = people.Conversation.TakeEvents().OfType<MessageSent>().Single();
    }

    [Fact]
    public void An_event_gets_one_row_that_names_its_consumers()
    {
        var row = Assert.Single(_catalog.RowsFor(_sent, Lanes, "00-trace-span-01", People.Start));

        Assert.Equal(["conversation-updates", "message-changes", "message-notifications"], _catalog.ConsumersOf(row).Select(consumer => consumer.Name).Order(StringComparer.Ordinal));
        Assert.Equal(("message-sent", _sent.OrderKey, "00-trace-span-01"), (row.EventName, row.OrderKey, row.TraceParent));
        // Due at once, whatever the clock of this node says.
        Assert.Equal((People.Start, DateTimeOffset.UnixEpoch, 0), (row.CreatedAt, row.DueAt, row.Attempts));
    }

    [Fact]
    public void A_release_that_reads_rows_of_one_consumer_gets_a_row_for_each()
    {
        var rows = _catalog.RowsFor(_sent, Lanes, traceParent: null, People.Start, oneRow: false);

        Assert.Equal(["conversation-updates", "message-changes", "message-notifications"], rows.Select(row => row.Consumers).Order(StringComparer.Ordinal));
        Assert.All(rows, row => Assert.Equal(row.Consumers, Assert.Single(_catalog.ConsumersOf(row)).Name));
    }

    [Fact]
    public void Names_of_all_consumers_fit_into_the_column() =>
        Assert.All(_catalog.RowsFor(_sent, Lanes, traceParent: null, People.Start), row => Assert.InRange(row.Consumers.Length, 1, 64));

    [Fact]
    public void A_row_gives_its_event_back() => Assert.Equal(_sent.Message, Assert.IsType<MessageSent>(_catalog.Read(RowOf(_sent))).Message);

    [Theory]
    [InlineData("0198f2a0-7b5c-7d3e-9a41-5c0e8f1b2d34", 4)]
    [InlineData("0198f2a0-7b5c-7d3e-9a41-5c0e8f1b2d00", 0)]
    [InlineData("ffffffff-ffff-ffff-ffff-ffffffffffff", 15)]
    public void A_lane_is_the_same_in_every_process_and_release(string conversation, int lane) => Assert.Equal(lane, RowOf(SentIn(Guid.Parse(conversation))).Lane);

    [Fact]
    public void Lanes_get_about_the_same_number_of_conversations()
    {
        var lanes = Enumerable.Range(0, 1_600).CountBy(_ => RowOf(SentIn(Guid.CreateVersion7(People.Start))).Lane).ToDictionary();

        Assert.Equal(Lanes, lanes.Count);
        Assert.All(lanes.Values, count => Assert.InRange(count, 40, 200));
    }

    [Fact]
    public void A_row_of_a_newer_release_is_named_and_not_misread()
    {
        var row = new OutboxMessage { EventName = "of-the-future", Consumers = "of-the-future", Payload = "{}" };

        Assert.Contains("of-the-future", Assert.Throws<InvalidOperationException>(() => _catalog.Read(row)).Message, StringComparison.Ordinal);
        Assert.Contains("of-the-future", Assert.Throws<InvalidOperationException>(() => _catalog.ConsumersOf(row).ToArray()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_consumer_is_found_by_its_name() =>
        Assert.Equal(("message-changes", typeof(PublishMessageChanges)), Assert.Single(_catalog.ConsumersOf(new OutboxMessage { EventName = "", Consumers = "message-changes", Payload = "" })));

    private OutboxMessage RowOf(MessageSent sent) => _catalog.RowsFor(sent, Lanes, traceParent: null, People.Start)[0];

    private MessageSent SentIn(Guid conversation) => _sent with { Conversation = _sent.Conversation with { Id = new ConversationId(conversation) } };
}

using Messaging.Application.Realtime;
using Messaging.Infrastructure.Realtime;
using Xunit;

namespace Messaging.Unit.Realtime;

public sealed class PublishRulesTests
{
    private static readonly RealtimeEvent Good = new("presence-chat-1", "new-message", "{}");

    [Theory]
    [InlineData(0, PublishOutcome.Rejected)]
    [InlineData(1, null)]
    [InlineData(10, null)]
    [InlineData(11, PublishOutcome.Rejected)]
    public void Call_takes_one_to_ten_events(int count, PublishOutcome? outcome) =>
        Assert.Equal(outcome, Check([.. Enumerable.Repeat(Good, count)]));

    [Theory]
    [InlineData("x", 10_240, null)]
    [InlineData("x", 10_241, PublishOutcome.TooLarge)]
    [InlineData("ễ", 3_413, null)]
    [InlineData("ễ", 3_414, PublishOutcome.TooLarge)]
    [InlineData("👍", 2_560, null)]
    [InlineData("👍", 2_561, PublishOutcome.TooLarge)]
    public void Data_is_measured_in_bytes_of_utf8(string text, int times, PublishOutcome? outcome) =>
        Assert.Equal(outcome, Check(Good with { Data = string.Concat(Enumerable.Repeat(text, times)) }));

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a\n")]
    [InlineData("a:b")]
    [InlineData("#a")]
    [InlineData("#server-to-user-")]
    [InlineData("#server-to-user-a b")]
    public void Channel_of_another_form_is_rejected(string channel) =>
        Assert.Equal(PublishOutcome.Rejected, Check(Good with { Channel = channel }));

    [Fact]
    public void Channel_of_a_signed_in_user_is_taken() =>
        Assert.Null(Check(Good with { Channel = "#server-to-user-7" }));

    [Theory]
    [InlineData(0, PublishOutcome.Rejected)]
    [InlineData(200, null)]
    [InlineData(201, PublishOutcome.Rejected)]
    public void Event_name_has_1_to_200_characters(int length, PublishOutcome? outcome) =>
        Assert.Equal(outcome, Check(Good with { Name = new string('n', length) }));

    [Theory]
    [InlineData("pusher:error", PublishOutcome.Rejected)]
    [InlineData("pusher_internal:member_added", PublishOutcome.Rejected)]
    [InlineData("pusher-news", null)]
    public void Names_of_the_protocol_are_rejected(string name, PublishOutcome? outcome) =>
        Assert.Equal(outcome, Check(Good with { Name = name }));

    [Fact]
    public void Empty_data_and_a_bad_socket_id_are_rejected()
    {
        Assert.Equal(PublishOutcome.Rejected, Check(Good with { Data = "" }));
        Assert.Equal(PublishOutcome.Rejected, Check(Good with { ExcludeSocketId = "1.2\n" }));
        Assert.Null(Check(Good with { ExcludeSocketId = "1.2" }));
    }

    [Fact]
    public void One_bad_event_stops_the_whole_call_and_a_bad_name_counts_more_than_a_size()
    {
        var tooLarge = Good with { Data = new string('x', 10_241) };

        Assert.Equal(PublishOutcome.TooLarge, Check(Good, tooLarge));
        Assert.Equal(PublishOutcome.Rejected, Check(tooLarge, Good with { Channel = "a b" }));
    }

    [Fact]
    public async Task Null_publisher_keeps_the_limits_and_drops_the_rest()
    {
        var publisher = new NullPublisher();
        var cancel = TestContext.Current.CancellationToken;

        Assert.Equal(PublishResult.Accepted, await publisher.PublishAsync([Good], cancel));
        Assert.Equal(PublishOutcome.Rejected, (await publisher.PublishAsync([], cancel)).Outcome);
        Assert.Empty((await publisher.GetOccupiedChannelsAsync("presence-", cancel))!);
        Assert.Empty((await publisher.GetPresenceMembersAsync("presence-a", cancel))!);
        Assert.Equal(PublishResult.Accepted, await publisher.TerminateConnectionsAsync("1", cancel));
    }

    private static PublishOutcome? Check(params RealtimeEvent[] events) => PublishRules.Check(events)?.Outcome;
}

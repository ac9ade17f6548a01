using System.Text;
using Messaging.Broker.Protocol;
using Xunit;

namespace Messaging.Unit.Broker;

public sealed class WebhookBodyTests
{
    private static readonly ChannelEvent[] Events =
    [
        new("channel_vacated", "test_channel"),
        new("member_added", "presence-a", "7"),
        new("member_removed", "presence-a", "ễ"),
        new("client_event", "presence-a", "7", "client-x", "{\"a\":1}", "1.2"),
        new("client_event", "private-a", null, "client-x", "text", "1.2"),
        new("subscription_count", "a", SubscriptionCount: 3),
    ];

    [Fact]
    public void Published_example_is_read() =>
        Assert.Equal(
            new ChannelEvent("channel_vacated", "test_channel"),
            Assert.Single(Read("""{"time_ms":1403175510755,"events":[{"channel":"test_channel","name":"channel_vacated"}]}""")!.Events));

    [Fact]
    public void Every_kind_of_event_is_read_as_it_was_written()
    {
        var read = WebhookBody.Read(new WebhookBody(1403175510755, Events).Write())!;

        Assert.Equal(1403175510755, read.TimeMs);
        Assert.Equal(Events, read.Events);
    }

    [Fact]
    public void Other_servers_may_write_numbers_objects_nulls_and_unknown_kinds() =>
        Assert.Equal(
            [
                new ChannelEvent("member_removed", "presence-a", "7"),
                new ChannelEvent("client_event", "private-a", null, "client-x", "{\"a\":1}", "1.2"),
                new ChannelEvent("of_the_future", "a"),
            ],
            Read("""
                {"time_ms":1,"events":[
                  {"name":"member_removed","channel":"presence-a","user_id":7},
                  {"name":"client_event","channel":"private-a","event":"client-x","data":{"a":1},"socket_id":"1.2","user_id":null},
                  {"name":"of_the_future","channel":"a","more":true}]}
                """)!.Events);

    private static WebhookBody? Read(string json) => WebhookBody.Read(Encoding.UTF8.GetBytes(json));
}

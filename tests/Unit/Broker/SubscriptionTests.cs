using System.Text.Json;
using Xunit;

namespace Messaging.Unit.Broker;

public sealed class SubscriptionTests
{
    [Theory]
    [InlineData("private-a")]
    [InlineData("private-encrypted-a")]
    [InlineData("private-cache-a")]
    [InlineData("private-encrypted-cache-a")]
    [InlineData("presence-a")]
    [InlineData("presence-cache-a")]
    public void Signature_is_needed_and_has_to_fit(string channel)
    {
        using var fixture = new HubFixture();
        var client = fixture.Connect();
        var other = fixture.Connect();

        client.Send(new { @event = "pusher:subscribe", data = new { channel } });
        Assert.Equal(401, client.ExpectRefusal(channel));
        client.Send(new { @event = "pusher:subscribe", data = new { channel, auth = "key:0000" } });
        Assert.Equal(401, client.ExpectRefusal(channel));
        var auth = $"key:{Messaging.Broker.Protocol.PusherSignature.ForChannel("secret", other.SocketId, channel)}";
        client.Send(new { @event = "pusher:subscribe", data = new { channel, auth } });
        Assert.Equal(401, client.ExpectRefusal(channel));

        Assert.Empty(fixture.Hub.GetChannels(""));
    }

    [Fact]
    public void Channel_data_of_a_private_channel_is_part_of_the_signature()
    {
        using var fixture = new HubFixture();
        var client = fixture.Connect();

        client.Subscribe("private-a", """{"note":1}""");
        client.Expect("pusher_internal:subscription_succeeded");

        var auth = $"key:{Messaging.Broker.Protocol.PusherSignature.ForChannel("secret", client.SocketId, "private-b")}";
        client.Send(new { @event = "pusher:subscribe", data = new { channel = "private-b", auth, channel_data = "{}" } });
        Assert.Equal(401, client.ExpectRefusal("private-b"));
    }

    [Fact]
    public void Data_may_be_the_object_as_a_string()
    {
        using var fixture = new HubFixture();
        var client = fixture.Connect();

        client.Send(new { @event = "pusher:subscribe", data = """{"channel":"news"}""" });

        Assert.Equal("news", client.Expect("pusher_internal:subscription_succeeded").GetProperty("channel").GetString());
    }

    [Fact]
    public void Subscribing_twice_is_an_error_and_changes_nothing()
    {
        using var fixture = new HubFixture();
        var client = fixture.Connect();
        client.Join("presence-a", "u1");

        client.Subscribe("presence-a", """{"user_id":"u2"}""");

        Assert.Null(client.ExpectError());
        Assert.Equal(["u1"], fixture.Hub.GetMembers("presence-a"));
    }

    [Fact]
    public void Unsubscribing_from_what_one_is_not_in_is_ignored()
    {
        using var fixture = new HubFixture();
        var client = fixture.Connect();

        client.Unsubscribe("news");
        client.Send(new { @event = "pusher:unsubscribe" });
        client.Join("news");
        client.Unsubscribe("news");
        client.Unsubscribe("news");
        client.Join("news");

        client.ExpectNothing();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("not allowed")]
    [InlineData("#reserved")]
    public void Bad_name_is_refused(string? channel)
    {
        using var fixture = new HubFixture();
        var client = fixture.Connect();

        client.Send(new { @event = "pusher:subscribe", data = new { channel } });

        Assert.Equal(400, client.ExpectRefusal(channel ?? ""));
    }

    [Fact]
    public void Channels_of_a_connection_are_limited()
    {
        using var fixture = new HubFixture(options => options.MaxChannelsPerConnection = 2);
        var client = fixture.Connect();
        client.Join("a");
        client.Join("b");

        client.Subscribe("c");
        Assert.Equal(403, client.ExpectRefusal("c"));
        client.Unsubscribe("a");
        client.Join("c");

        Assert.Equal(["b", "c"], fixture.Hub.GetChannels("").Select(channel => channel.Name));
    }

    [Fact]
    public void Channels_of_all_connections_are_limited()
    {
        using var fixture = new HubFixture(options => options.MaxChannels = 1);
        var one = fixture.Connect();
        var two = fixture.Connect();
        one.Join("a");

        two.Subscribe("b");
        Assert.Equal(403, two.ExpectRefusal("b"));
        two.Join("a");
    }

    [Fact]
    public void Ten_thousand_subscriptions_leave_nothing_behind()
    {
        using var fixture = new HubFixture();
        var client = fixture.Connect();

        for (var i = 0; i < 10_000; i++)
        {
            client.Join($"news-{i % 7}");
            client.Unsubscribe($"news-{i % 7}");
        }

        Assert.Empty(fixture.Hub.GetChannels(""));
        Assert.Empty(client.Connection.Channels);
        Assert.False(client.IsClosing);
    }

    [Fact]
    public void Nothing_is_joined_after_the_connection_has_gone()
    {
        using var fixture = new HubFixture();
        var client = fixture.Connect();
        client.Leave();

        client.Subscribe("news");
        client.SignIn("""{"id":"u1"}""");
        client.Leave();

        Assert.Empty(fixture.Hub.GetChannels(""));
        Assert.Equal(0, fixture.Hub.ConnectionCount);
    }

    [Fact]
    public void Count_is_told_at_once_in_small_channels_and_now_and_then_in_large_ones()
    {
        using var fixture = new HubFixture(options => options.SubscriptionCountAtOnceUpTo = 2);
        var first = fixture.Connect();
        var clients = Enumerable.Range(0, 4).Select(_ => fixture.Connect()).ToArray();

        first.Subscribe("news");
        Assert.Equal([1], Counts(first));
        clients[0].Subscribe("news");
        Assert.Equal([2], Counts(first));
        clients[1].Subscribe("news");
        clients[2].Subscribe("news");
        clients[3].Subscribe("news");
        Assert.Empty(Counts(first));

        fixture.Time.Advance(TimeSpan.FromSeconds(5));
        fixture.Hub.Tick();
        Assert.Equal([5], Counts(first));
        fixture.Time.Advance(TimeSpan.FromSeconds(5));
        fixture.Hub.Tick();
        Assert.Empty(Counts(first));

        static int[] Counts(TestConnection client)
        {
            var counts = new List<int>();
            while (client.Connection.Outgoing.TryRead(out var bytes))
            {
                var frame = JsonElement.Parse(bytes);
                if (frame.GetProperty("event").GetString() == "pusher_internal:subscription_count")
                    counts.Add(JsonElement.Parse(frame.GetProperty("data").GetString()!).GetProperty("subscription_count").GetInt32());
            }

            return [.. counts];
        }
    }

    [Fact]
    public void Presence_and_user_channels_have_no_subscription_count()
    {
        using var fixture = new HubFixture();
        var client = fixture.Connect();
        client.SignIn("""{"id":"u1"}""");
        client.Expect("pusher:signin_success");

        client.Join("presence-a", "u1");
        client.Join("#server-to-user-u1");

        Assert.False(client.Connection.Outgoing.TryRead(out _));
    }
}

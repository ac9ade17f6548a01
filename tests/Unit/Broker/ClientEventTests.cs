using Xunit;

namespace Messaging.Unit.Broker;

public sealed class ClientEventTests
{
    [Fact]
    public void Others_get_its_data_as_a_string_with_the_signed_user()
    {
        using var fixture = new HubFixture();
        var sender = fixture.Connect();
        var other = fixture.Connect();
        sender.Join("presence-a", "u1");
        other.Join("presence-a", "u2");
        sender.Expect("pusher_internal:member_added");

        sender.SendText("""{"event":"client-a","channel":"presence-a","data":{"x":[1,"é"]},"user_id":"u2"}""");

        var frame = other.Expect("client-a");
        Assert.Equal("""{"event":"client-a","channel":"presence-a","data":"{\"x\":[1,\"é\"]}","user_id":"u1"}""", frame.GetRawText());
        sender.ExpectNothing();
        Assert.Equal("client_event presence-a u1 client-a", fixture.TakeEvents()[^1]);
    }

    [Fact]
    public void Private_channels_have_no_user()
    {
        using var fixture = new HubFixture();
        var sender = fixture.Connect();
        var other = fixture.Connect();
        sender.Join("private-a");
        other.Join("private-a");

        sender.SendText("""{"event":"client-a","channel":"private-a","data":"text","user_id":"u2"}""");

        Assert.Equal("""{"event":"client-a","channel":"private-a","data":"text"}""", other.Expect("client-a").GetRawText());
    }

    [Theory]
    [InlineData("presence-chat-1")]
    [InlineData("presence-user-1")]
    public void Channels_of_the_app_have_none(string channel)
    {
        using var fixture = new HubFixture();
        var sender = fixture.Connect();
        var other = fixture.Connect();
        sender.Join(channel, "u1");
        other.Join(channel, "u1");

        sender.SendClientEvent(channel);

        Assert.Null(sender.ExpectError());
        other.ExpectNothing();
    }

    [Theory]
    [InlineData("news")]
    [InlineData("cache-news")]
    [InlineData("private-encrypted-a")]
    [InlineData("my-private-a")]
    public void Other_channels_have_none(string channel)
    {
        using var fixture = new HubFixture();
        var sender = fixture.Connect();
        var other = fixture.Connect();
        // With something in the cache a cache channel does not begin with a miss.
        fixture.Hub.Publish([new("first", "x", [channel])]);
        foreach (var client in new[] { sender, other })
        {
            client.Join(channel);
            if (channel.StartsWith("cache-", StringComparison.Ordinal))
                client.Expect("first");
        }

        sender.SendClientEvent(channel);

        Assert.Null(sender.ExpectError());
        other.ExpectNothing();
    }

    [Fact]
    public void Sender_has_to_be_in_the_channel()
    {
        using var fixture = new HubFixture();
        var stranger = fixture.Connect();
        var member = fixture.Connect();
        member.Join("private-a");

        stranger.SendClientEvent("private-a");
        stranger.ExpectError();
        stranger.Join("private-a");
        stranger.Unsubscribe("private-a");
        stranger.SendClientEvent("private-a");
        stranger.ExpectError();

        member.ExpectNothing();
    }

    [Theory]
    [InlineData("new-message")]
    [InlineData("Client-a")]
    [InlineData("pusher_internal:member_added")]
    [InlineData("pusher:error")]
    public void Other_names_are_not_relayed(string name)
    {
        using var fixture = new HubFixture();
        var sender = fixture.Connect();
        var other = fixture.Connect();
        sender.Join("private-a");
        other.Join("private-a");
        sender.ExpectNothing();

        sender.SendClientEvent("private-a", name);

        Assert.Null(sender.ExpectError());
        other.ExpectNothing();
    }

    [Fact]
    public void Name_and_data_are_limited()
    {
        using var fixture = new HubFixture();
        var sender = fixture.Connect();
        var other = fixture.Connect();
        sender.Join("private-a");
        other.Join("private-a");
        sender.ExpectNothing();

        sender.Send(new { @event = "client-" + new string('n', 194), channel = "private-a", data = "x" });
        Assert.Null(sender.ExpectError());
        sender.Send(new { @event = "client-a", channel = "private-a", data = new string('€', 3414) });
        Assert.Null(sender.ExpectError());
        sender.Send(new { @event = "client-a", channel = "private-a", data = new string('€', 3413) });

        other.Expect("client-a");
        other.ExpectNothing();
    }

    [Fact]
    public void Ten_a_second_pass_and_the_eleventh_is_4301()
    {
        using var fixture = new HubFixture();
        var sender = fixture.Connect();
        var other = fixture.Connect();
        sender.Join("private-a");
        other.Join("private-a");
        sender.ExpectNothing();

        for (var i = 0; i < 10; i++)
        {
            sender.SendClientEvent("private-a");
            fixture.Time.Advance(TimeSpan.FromMilliseconds(50));
        }

        sender.SendClientEvent("private-a");
        Assert.Equal(4301, sender.ExpectError());
        // The first of the ten is a second old now, the second is not.
        fixture.Time.Advance(TimeSpan.FromMilliseconds(500));
        sender.SendClientEvent("private-a");
        sender.SendClientEvent("private-a");
        Assert.Equal(4301, sender.ExpectError());

        for (var i = 0; i < 11; i++)
            other.Expect("client-a");
        other.ExpectNothing();
        Assert.False(sender.IsClosing);
    }

    [Fact]
    public void They_can_be_switched_off()
    {
        using var fixture = new HubFixture(options => options.ClientEventsEnabled = false);
        var sender = fixture.Connect();
        sender.Join("private-a");
        sender.ExpectNothing();

        sender.SendClientEvent("private-a");

        Assert.Null(sender.ExpectError());
    }
}

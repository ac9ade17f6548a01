using Messaging.Broker.Core;
using Messaging.Broker.Protocol;
using Xunit;

namespace Messaging.Unit.Broker;

public sealed class LivenessTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Dead_peer_is_pinged_and_gone_within_a_minute_however_much_is_sent_to_it()
    {
        using var fixture = new HubFixture();
        var dead = fixture.Connect();
        dead.Join("news");
        var seconds = 0;

        for (; !dead.IsClosing && seconds < 120; seconds++)
        {
            fixture.Time.Advance(Second);
            fixture.Hub.Publish([new("tick", "x", ["news"])]);
            fixture.Hub.Tick();
        }

        Assert.InRange(seconds, 45, 60);
        Assert.Equal(4201, await dead.CloseCodeAsync());
    }

    [Fact]
    public void Any_message_is_a_sign_of_life()
    {
        using var fixture = new HubFixture();
        var alive = fixture.Connect();
        var pings = 0;

        for (var i = 0; i < 600; i++)
        {
            fixture.Time.Advance(Second);
            fixture.Hub.Tick();
            while (alive.Connection.Outgoing.TryRead(out var frame))
            {
                pings += frame == Frames.Ping ? 1 : 0;
                alive.SendText("""{"event":"pusher:pong","data":{}}""");
            }
        }

        Assert.False(alive.IsClosing);
        Assert.InRange(pings, 15, 20);
    }

    [Fact]
    public void A_client_that_pings_every_two_minutes_and_answers_pings_stays()
    {
        using var fixture = new HubFixture();
        var client = fixture.Connect();

        for (var i = 1; i <= 600; i++)
        {
            fixture.Time.Advance(Second);
            fixture.Hub.Tick();
            if (i % 120 == 0)
                client.SendText("""{"event":"pusher:ping"}""");
            while (client.Connection.Outgoing.TryRead(out var frame))
            {
                if (frame == Frames.Ping)
                    client.SendText("""{"event":"pusher:pong"}""");
            }
        }

        Assert.False(client.IsClosing);
    }

    [Fact]
    public async Task Slow_consumer_loses_its_connection_and_the_others_lose_nothing()
    {
        using var fixture = new HubFixture(options => options.MaxOutgoingBytes = 10_000);
        var slow = fixture.Connect();
        var quick = fixture.Connect();
        slow.Join("news");
        quick.Join("news");

        for (var i = 0; i < 100; i++)
        {
            fixture.Hub.Publish([new("e", new string('x', 1_000), ["news"])]);
            quick.Expect("e");
        }

        Assert.Equal(4100, await slow.CloseCodeAsync());
        Assert.False(quick.IsClosing);
    }

    [Fact]
    public void Queue_takes_again_what_its_bytes_allow()
    {
        var queue = new OutgoingQueue(1_000);
        var frame = new byte[400];

        Assert.True(queue.TryEnqueue(frame));
        Assert.True(queue.TryEnqueue(frame));
        Assert.False(queue.TryEnqueue(frame));
        Assert.True(queue.TryRead(out var sent));
        Assert.False(queue.TryEnqueue(frame));
        queue.Sent(sent);
        Assert.True(queue.TryEnqueue(frame));
    }

    [Fact]
    public async Task Receiver_waits_while_its_answers_fill_half_the_queue()
    {
        var queue = new OutgoingQueue(1_000);
        queue.TryEnqueue(new byte[300]);
        queue.TryEnqueue(new byte[300]);

        var waiting = queue.WaitForRoomAsync().AsTask();
        Assert.False(waiting.IsCompleted);
        queue.TryRead(out var frame);
        queue.Sent(frame!);
        await waiting.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

        queue.TryEnqueue(new byte[300]);
        waiting = queue.WaitForRoomAsync().AsTask();
        queue.Abandon();
        await waiting.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Unauthorized_connections_are_closed_when_that_is_asked_for()
    {
        using var fixture = new HubFixture(options => options.RequireAuthorizedConnections = true);
        var stranger = fixture.Connect();
        var subscriber = fixture.Connect();
        var user = fixture.Connect();
        stranger.Join("news");
        subscriber.Join("private-a");
        user.SignIn("""{"id":"u1"}""");

        fixture.Time.Advance(TimeSpan.FromSeconds(30));
        fixture.Hub.Tick();

        Assert.Equal(4009, await stranger.CloseCodeAsync());
        Assert.False(subscriber.IsClosing);
        Assert.False(user.IsClosing);
    }

    [Fact]
    public void Nothing_is_left_of_ten_thousand_connections()
    {
        using var fixture = new HubFixture();
        for (var i = 0; i < 10_000; i++)
        {
            var client = fixture.Connect();
            client.SignIn($$"""{"id":"u{{i % 50}}","watchlist":["u1","u2"]}""");
            client.Expect("pusher:signin_success");
            client.Subscribe($"presence-{i % 10}", $$"""{"user_id":"u{{i % 50}}"}""");
            client.Subscribe("private-cache-a");
            client.SendClientEvent("private-cache-a");
            client.Leave();
        }

        fixture.Time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(0, fixture.Hub.ConnectionCount);
        Assert.Empty(fixture.Hub.GetChannels(""));
        // A newcomer sees no one of them online.
        var last = fixture.Connect();
        last.SignIn("""{"id":"w","watchlist":["u1","u2"]}""");
        last.Expect("pusher:signin_success");
        Assert.Equal("""[{"name":"offline","user_ids":["u1","u2"]}]""",
            last.ExpectData("pusher_internal:watchlist_events").GetProperty("events").GetRawText());
    }
}

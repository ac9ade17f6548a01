using Messaging.Application.Realtime;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Messaging.Integration.Broker;

public sealed class EmbeddedPublisherTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_arrive_in_order_and_not_at_the_excluded_connection()
    {
        await using var server = await BrokerServer.StartAsync();
        await using var one = await server.ConnectAsync();
        await using var two = await server.ConnectAsync();
        await one.JoinAsync("presence-a", "u1");
        await two.JoinAsync("presence-a", "u2");
        await one.ReceiveAsync("pusher_internal:member_added");

        var result = await PublisherOf(server).PublishAsync([new("presence-a", "first", "1"), new("presence-a", "second", "2", one.SocketId), new("presence-a", "third", "3")], Token);

        Assert.Equal(PublishOutcome.Accepted, result.Outcome);
        await one.ReceiveAsync("first");
        await one.ReceiveAsync("third");
        await two.ReceiveAsync("first");
        await two.ReceiveAsync("second");
        await two.ReceiveAsync("third");
    }

    [Fact]
    public async Task Configured_limit_holds_for_the_events_of_the_app()
    {
        await using var server = await BrokerServer.StartAsync(options => options.MaxEventDataBytes = 20_000);

        Assert.Equal(PublishOutcome.Accepted, (await PublisherOf(server).PublishAsync([new("a", "e", new string('x', 20_000))], Token)).Outcome);
        Assert.Equal(PublishOutcome.TooLarge, (await PublisherOf(server).PublishAsync([new("a", "e", new string('x', 20_001))], Token)).Outcome);
    }

    [Fact]
    public async Task Limits_and_outcomes_are_those_of_the_http_api()
    {
        await using var server = await BrokerServer.StartAsync();
        await using var disabled = await BrokerServer.StartAsync(options => options.AppEnabled = false);
        var publisher = PublisherOf(server);

        Assert.Equal(PublishOutcome.TooLarge, await PublishAsync(new RealtimeEvent("a", "e", new string('€', 3_414))));
        Assert.Equal(PublishOutcome.Accepted, await PublishAsync(new RealtimeEvent("a", "e", new string('€', 3_413))));
        Assert.Equal(PublishOutcome.Rejected, await PublishAsync(new RealtimeEvent("not allowed", "e", "1")));
        Assert.Equal(PublishOutcome.Rejected, await PublishAsync(new RealtimeEvent("a", new string('n', 201), "1")));
        Assert.Equal(PublishOutcome.Rejected, await PublishAsync(new RealtimeEvent("a", "e", "1", "no socket")));
        Assert.Equal(PublishOutcome.Rejected, await PublishAsync());
        Assert.Equal(PublishOutcome.Rejected, await PublishAsync([.. Enumerable.Range(0, 11).Select(_ => new RealtimeEvent("a", "e", "1"))]));
        Assert.Equal(PublishOutcome.Unauthorized, (await PublisherOf(disabled).PublishAsync([new("a", "e", "1")], Token)).Outcome);

        async Task<PublishOutcome> PublishAsync(params RealtimeEvent[] events) => (await publisher.PublishAsync(events, Token)).Outcome;
    }

    [Fact]
    public async Task Channels_and_members_can_be_asked_for()
    {
        await using var server = await BrokerServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await client.JoinAsync("presence-user-1", "1");
        await client.JoinAsync("news");

        Assert.Equal(["presence-user-1"], (await PublisherOf(server).GetOccupiedChannelsAsync("presence-", Token))!);
        Assert.Equal(["1"], (await PublisherOf(server).GetPresenceMembersAsync("presence-user-1", Token))!);
        Assert.Empty((await PublisherOf(server).GetPresenceMembersAsync("presence-user-2", Token))!);
        Assert.Null(await PublisherOf(server).GetPresenceMembersAsync("news", Token));
    }

    [Fact]
    public async Task Users_can_be_disconnected()
    {
        await using var server = await BrokerServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await client.SignInAsync("""{"id":"u1"}""");
        await client.ReceiveAsync("pusher:signin_success");

        Assert.Equal(PublishOutcome.Rejected, (await PublisherOf(server).TerminateConnectionsAsync("not allowed", Token)).Outcome);
        Assert.Equal(PublishOutcome.Accepted, (await PublisherOf(server).TerminateConnectionsAsync("u1", Token)).Outcome);

        Assert.Equal(4009, await client.ReceiveCloseAsync());
    }

    private static IRealtimePublisher PublisherOf(BrokerServer server) => server.Services.GetRequiredService<IRealtimePublisher>();
}

using System.Text.Json;
using Messaging.Application.Realtime;
using Messaging.Infrastructure.Realtime;
using Messaging.Integration.Broker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Messaging.Integration.Realtime;

/// <summary>
/// One suite for both drivers, each talking to a real broker with a real subscriber: in the process,
/// and over the signed HTTP API.
/// </summary>
public sealed class BothPublishersTests : IAsyncLifetime
{
    private static readonly RealtimeEvent Good = new("presence-chat-1", "new-message", """{"body":"Xin chào 👍"}""");
    private BrokerServer _broker = null!;
    private ServiceProvider _overHttp = null!;

    public static TheoryData<string, RealtimeEvent[]> RefusedCalls => new()
    {
        { "no event", [] },
        { "eleven events", [.. Enumerable.Repeat(Good, 11)] },
        { "large data", [Good with { Data = new string('x', 10_241) }] },
        { "large data in the middle", [Good, Good with { Data = new string('ễ', 3_414) }, Good] },
        { "channel with a colon", [Good with { Channel = "a:b" }] },
        { "channel with a line feed", [Good with { Channel = "a\n" }] },
        { "long channel", [Good with { Channel = new string('c', 165) }] },
        { "event without a name", [Good with { Name = "" }] },
        { "long event name", [Good with { Name = new string('n', 201) }] },
        { "event of the protocol", [Good with { Name = "pusher_internal:member_added" }] },
        { "bad socket id", [Good with { ExcludeSocketId = "1.2\n" }] },
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _broker = await BrokerServer.StartAsync();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Push:Driver"] = "Pusher",
            ["Pusher:AppId"] = BrokerServer.AppId,
            ["Pusher:Key"] = BrokerServer.Key,
            ["Pusher:Secret"] = BrokerServer.Secret,
            ["Pusher:Host"] = _broker.Address.Host,
            ["Pusher:Port"] = $"{_broker.Address.Port}",
            ["Pusher:UseTls"] = "false",
        }).Build();
        _overHttp = new ServiceCollection().AddLogging().AddRealtime(configuration).BuildServiceProvider(validateScopes: true);
    }

    public async ValueTask DisposeAsync()
    {
        await _overHttp.DisposeAsync();
        await _broker.DisposeAsync();
    }

    [Theory]
    [InlineData(PushDriver.Embedded)]
    [InlineData(PushDriver.Pusher)]
    public async Task Subscribers_get_events_in_order_and_unchanged(PushDriver driver)
    {
        await using var subscriber = await _broker.ConnectAsync();
        await subscriber.JoinAsync(Good.Channel, "7");
        var sent = Enumerable.Range(0, 10).Select(i => Good with { Data = JsonSerializer.Serialize(new { i, text = "ễ👍\"\\\u2028" }) }).ToArray();

        Assert.Equal(PublishResult.Accepted, await Publisher(driver).PublishAsync([Good], Cancel));
        Assert.Equal(PublishResult.Accepted, await Publisher(driver).PublishAsync(sent, Cancel));

        foreach (var expected in sent.Prepend(Good))
        {
            var frame = await subscriber.ReceiveAsync("new-message");
            Assert.Equal(expected.Data, frame.GetProperty("data").GetString());
            Assert.Equal(expected.Channel, frame.GetProperty("channel").GetString());
        }
    }

    [Theory]
    [InlineData(PushDriver.Embedded)]
    [InlineData(PushDriver.Pusher)]
    public async Task Excluded_connection_gets_nothing(PushDriver driver)
    {
        await using var sender = await _broker.ConnectAsync();
        await using var other = await _broker.ConnectAsync();
        await sender.JoinAsync("private-a");
        await other.JoinAsync("private-a");

        await Publisher(driver).PublishAsync([Good with { Channel = "private-a", ExcludeSocketId = sender.SocketId }], Cancel);

        await other.ReceiveAsync("new-message");
        await sender.AssertNothingAsync();
    }

    [Theory]
    [InlineData(PushDriver.Embedded)]
    [InlineData(PushDriver.Pusher)]
    public async Task Occupied_channels_and_members_are_known(PushDriver driver)
    {
        await using var one = await _broker.ConnectAsync();
        await using var two = await _broker.ConnectAsync();
        await one.JoinAsync("presence-user-a@b=", "a@b=");
        await two.JoinAsync("private-a");
        var publisher = Publisher(driver);

        Assert.Equal(["presence-user-a@b="], await publisher.GetOccupiedChannelsAsync("presence-user-", Cancel));
        Assert.Equal(2, (await publisher.GetOccupiedChannelsAsync("", Cancel))!.Count);
        Assert.Equal(["a@b="], await publisher.GetPresenceMembersAsync("presence-user-a@b=", Cancel));
        Assert.Empty((await publisher.GetPresenceMembersAsync("presence-empty", Cancel))!);
        Assert.Null(await publisher.GetPresenceMembersAsync("private-a", Cancel));
    }

    [Theory]
    [InlineData(PushDriver.Embedded)]
    [InlineData(PushDriver.Pusher)]
    public async Task Termination_closes_the_connections_of_the_user(PushDriver driver)
    {
        await using var connection = await _broker.ConnectAsync();
        await connection.SignInAsync("""{"id":"7"}""");
        await connection.ReceiveAsync("pusher:signin_success");

        Assert.Equal(PublishResult.Accepted, await Publisher(driver).TerminateConnectionsAsync("7", Cancel));

        Assert.Equal(4009, await connection.ReceiveCloseAsync());
        Assert.Equal(PublishOutcome.Rejected, (await Publisher(driver).TerminateConnectionsAsync("a/b", Cancel)).Outcome);
    }

    [Theory]
    [MemberData(nameof(RefusedCalls), DisableDiscoveryEnumeration = true)]
    public async Task What_one_refuses_the_other_refuses_alike(string title, RealtimeEvent[] events)
    {
        var embedded = await Publisher(PushDriver.Embedded).PublishAsync(events, Cancel);
        var overHttp = await Publisher(PushDriver.Pusher).PublishAsync(events, Cancel);

        Assert.True(embedded.Outcome == overHttp.Outcome, $"{title}: {embedded} and {overHttp}");
        Assert.NotEqual(PublishOutcome.Accepted, overHttp.Outcome);
    }

    private IRealtimePublisher Publisher(PushDriver driver) =>
        (driver is PushDriver.Embedded ? _broker.Services : _overHttp).GetRequiredService<IRealtimePublisher>();
}

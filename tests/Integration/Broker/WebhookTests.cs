using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Messaging.Broker;
using Messaging.Broker.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Messaging.Integration.Broker;

public sealed class WebhookTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Body_is_signed_as_it_was_sent()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var server = await BrokerServer.StartAsync(options => options.WebhookUrls.Add(receiver.Url));
        await using var client = await server.ConnectAsync();

        await client.JoinAsync("private-a");

        var (headers, body) = await receiver.ReceiveAsync();
        Assert.Equal("application/json", headers["content-type"]);
        Assert.Equal(BrokerServer.Key, headers["x-pusher-key"]);
        Assert.Equal(PusherSignature.ForWebhook(BrokerServer.Secret, Encoding.UTF8.GetBytes(body)), headers["x-pusher-signature"]);
        var root = JsonElement.Parse(body);
        Assert.InRange(root.GetProperty("time_ms").GetInt64(), TimeProvider.System.GetUtcNow().AddMinutes(-1).ToUnixTimeMilliseconds(), TimeProvider.System.GetUtcNow().AddMinutes(1).ToUnixTimeMilliseconds());
        Assert.Equal("""{"name":"channel_occupied","channel":"private-a"}""", root.GetProperty("events")[0].GetRawText());
    }

    [Fact]
    public async Task Each_kind_has_its_fields()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var server = await BrokerServer.StartAsync(options =>
        {
            options.WebhookUrls.Add(receiver.Url);
            options.LeaveDelayMilliseconds = 20;
        });
        await using var client = await server.ConnectAsync();

        await client.JoinAsync("presence-cache-a", "ü");
        await client.ReceiveAsync("pusher:cache_miss");
        await client.SendAsync(new { @event = "client-x", channel = "presence-cache-a", data = new { n = 1 } });
        await client.UnsubscribeAsync("presence-cache-a");
        await client.JoinAsync("news");

        var events = new List<string>();
        while (events.Count < 8)
            events.AddRange(JsonElement.Parse((await receiver.ReceiveAsync()).Body).GetProperty("events").EnumerateArray().Select(item => item.GetRawText()));
        Assert.Equal(
            new[]
            {
                """{"name":"channel_occupied","channel":"presence-cache-a"}""",
                """{"name":"member_added","channel":"presence-cache-a","user_id":"ü"}""",
                """{"name":"cache_miss","channel":"presence-cache-a"}""",
                $$"""{"name":"client_event","channel":"presence-cache-a","event":"client-x","data":"{\"n\":1}","socket_id":"{{client.SocketId}}","user_id":"ü"}""",
                """{"name":"member_removed","channel":"presence-cache-a","user_id":"ü"}""",
                """{"name":"channel_vacated","channel":"presence-cache-a"}""",
                """{"name":"channel_occupied","channel":"news"}""",
                """{"name":"subscription_count","channel":"news","subscription_count":1}""",
            }.Order(),
            events.Order());
    }

    [Fact]
    public async Task A_receiver_that_fails_gets_the_same_body_again()
    {
        await using var failing = await WebhookReceiver.StartAsync(refusals: 3);
        await using var healthy = await WebhookReceiver.StartAsync();
        await using var server = await BrokerServer.StartAsync(options =>
        {
            options.WebhookUrls.Add(failing.Url);
            options.WebhookUrls.Add(healthy.Url);
            options.WebhookRetryMilliseconds = 5;
            options.MaxEventsPerWebhook = 1;
        });
        await using var client = await server.ConnectAsync();

        await client.JoinAsync("presence-a", "u1");

        foreach (var receiver in new[] { healthy, failing })
        {
            Assert.Contains("channel_occupied", (await receiver.ReceiveAsync()).Body, StringComparison.Ordinal);
            Assert.Contains("member_added", (await receiver.ReceiveAsync()).Body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Parts_of_the_app_are_told_without_the_network()
    {
        var sink = new RecordingSink();
        await using var server = await BrokerServer.StartAsync(
            options => (options.LeaveDelayMilliseconds, options.WebhookRetryMilliseconds) = (20, 5),
            services => services.AddSingleton<IChannelEventSink>(sink));
        var client = await server.ConnectAsync();

        await client.JoinAsync("presence-user-1", "1");
        await client.CloseAsync();

        var names = new List<string>();
        while (names.Count < 4)
            names.Add((await sink.Events.Reader.ReadAsync(Token)).Name);
        Assert.Equal(["channel_occupied", "member_added", "member_removed", "channel_vacated"], names);
    }

    /// <summary>Refuses the first batch, as a part of the app might whose database is away.</summary>
    private sealed class RecordingSink : IChannelEventSink
    {
        private bool _hasFailed;

        public Channel<ChannelEvent> Events { get; } = Channel.CreateUnbounded<ChannelEvent>();

        public Task HandleAsync(long timeMs, IReadOnlyList<ChannelEvent> events, CancellationToken cancellationToken)
        {
            if (!_hasFailed)
            {
                _hasFailed = true;
                throw new InvalidOperationException("not now");
            }

            foreach (var item in events)
                Events.Writer.TryWrite(item);
            return Task.CompletedTask;
        }
    }
}

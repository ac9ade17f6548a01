using System.Text;
using System.Text.Json;
using Messaging.Broker;
using Messaging.Broker.Core;
using Messaging.Broker.Debugging;
using Messaging.Broker.Events;
using Messaging.Broker.Protocol;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Messaging.Unit.Broker;

/// <summary>The hub with a clock that the test moves, and no socket.</summary>
internal sealed class HubFixture : IDisposable
{
    public const string Key = "key";
    public const string Secret = "secret";

    public HubFixture(Action<BrokerOptions>? configure = null)
    {
        (Options.PublicChannelsEnabled, Options.ClientEventsEnabled, Options.RequireAuthorizedConnections) = (true, true, false);
        configure?.Invoke(Options);
        Feed = new(Microsoft.Extensions.Options.Options.Create(Options), Time);
        Hub = new(
            Microsoft.Extensions.Options.Options.Create(Options),
            Microsoft.Extensions.Options.Options.Create(new PusherApp { AppId = "app", Key = Key, Secret = Secret, ServerOnlyPrefixes = { "presence-chat-", "presence-user-" } }),
            Feed,
            new EventLog(new ProductionEnvironment(), Time),
            Time);
    }

    public BrokerOptions Options { get; } = new();

    public FakeTimeProvider Time { get; } = new();

    public ChannelEventFeed Feed { get; }

    public BrokerHub Hub { get; }

    public TestConnection Connect(int protocol = 7, string? address = null)
    {
        var (connection, refusal) = Hub.Connect(protocol, address);
        Assert.Null(refusal);
        var client = new TestConnection(this, connection!);
        client.Expect("pusher:connection_established");
        return client;
    }

    /// <summary>The events that receivers of webhooks would get now, as short texts.</summary>
    public string[] TakeEvents()
    {
        var events = new List<string>();
        while (Feed.Reader.TryRead(out var item))
        {
            if (item.Name != ChannelEventName.SubscriptionCount)
                events.Add(string.Join(' ', new[] { item.Name, item.Channel, item.UserId, item.Event }.OfType<string>()));
        }

        return [.. events];
    }

    public void Dispose() => Feed.Dispose();

    private sealed class ProductionEnvironment : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = Environments.Production;

        public string ApplicationName { get; set; } = "";

        public string ContentRootPath { get; set; } = "";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}

/// <summary>A client of the hub: what it says goes in as bytes, what it gets is read from its queue.</summary>
internal sealed class TestConnection(HubFixture fixture, BrokerConnection connection)
{
    public BrokerConnection Connection { get; } = connection;

    public string SocketId => Connection.SocketId;

    public bool IsClosing => Connection.Closing.IsCompleted;

    public async Task<int> CloseCodeAsync() => (int)(await Connection.Closing).Code;

    public void Send(object message) => SendText(JsonSerializer.Serialize(message));

    public void SendText(string text)
    {
        Connection.Heard();
        fixture.Hub.Receive(Connection, Encoding.UTF8.GetBytes(text));
    }

    public void Subscribe(string channel, string? channelData = null) => Send(new
    {
        @event = "pusher:subscribe",
        data = new
        {
            channel,
            auth = $"{HubFixture.Key}:{PusherSignature.ForChannel(HubFixture.Secret, SocketId, channel, channelData)}",
            channel_data = channelData,
        },
    });

    public void Unsubscribe(string channel) => Send(new { @event = "pusher:unsubscribe", data = new { channel } });

    public JsonElement Join(string channel, string? userId = null)
    {
        Subscribe(channel, userId is null ? null : JsonSerializer.Serialize(new { user_id = userId }));
        return Expect("pusher_internal:subscription_succeeded");
    }

    public void SignIn(string userData) => Send(new
    {
        @event = "pusher:signin",
        data = new { auth = $"{HubFixture.Key}:{PusherSignature.ForUser(HubFixture.Secret, SocketId, userData)}", user_data = userData },
    });

    public void SendClientEvent(string channel, string name = "client-a") => Send(new { @event = name, channel, data = "x" });

    public void Leave() => fixture.Hub.Disconnect(Connection);

    /// <summary>The next frame, which has to be this event. Subscription counts and the second form of refusals are passed over unless asked for.</summary>
    public JsonElement Expect(string name)
    {
        while (Connection.Outgoing.TryRead(out var bytes))
        {
            Connection.Outgoing.Sent(bytes);
            var frame = JsonElement.Parse(bytes);
            var found = frame.GetProperty("event").GetString();
            if (found != name && found is "pusher_internal:subscription_count" or "pusher_internal:subscription_error")
                continue;
            Assert.True(found == name, $"expected {name}, got {frame.GetRawText()}");
            return frame;
        }

        Assert.Fail($"expected {name}, got nothing");
        return default;
    }

    public JsonElement ExpectData(string name) => JsonElement.Parse(Expect(name).GetProperty("data").GetString()!);

    public int? ExpectError()
    {
        var code = Expect("pusher:error").GetProperty("data").GetProperty("code");
        return code.ValueKind == JsonValueKind.Null ? null : code.GetInt32();
    }

    public int ExpectRefusal(string channel)
    {
        var frame = Expect("pusher:subscription_error");
        Assert.Equal(channel, frame.GetProperty("channel").GetString());
        return frame.GetProperty("data").GetProperty("status").GetInt32();
    }

    public void ExpectNothing()
    {
        while (Connection.Outgoing.TryRead(out var bytes))
            Assert.Matches("subscription_count|pusher_internal:subscription_error", Encoding.UTF8.GetString(bytes));
    }
}

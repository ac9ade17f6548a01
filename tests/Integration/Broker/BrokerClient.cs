using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Messaging.Broker.Protocol;
using Xunit;

namespace Messaging.Integration.Broker;

/// <summary>A client of the protocol that hides nothing: every frame is seen.</summary>
internal sealed class BrokerClient(WebSocket socket) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly byte[] _buffer = new byte[1 << 20];

    public WebSocket Socket { get; } = socket;

    public string SocketId { get; private set; } = "";

    public async Task<JsonElement> ReceiveEstablishedAsync()
    {
        var data = DataOf(await ReceiveAsync("pusher:connection_established"));
        SocketId = data.GetProperty("socket_id").GetString()!;
        return data;
    }

    public Task SendAsync(object message) => SendTextAsync(JsonSerializer.Serialize(message));

    public Task SendTextAsync(string text) =>
        Socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, TestContext.Current.CancellationToken);

    public Task SubscribeAsync(string channel, string? channelData = null, bool sign = true) => SendAsync(new
    {
        @event = "pusher:subscribe",
        data = new { channel, auth = sign ? Auth(channel, channelData) : "", channel_data = channelData },
    });

    public Task UnsubscribeAsync(string channel) => SendAsync(new { @event = "pusher:unsubscribe", data = new { channel } });

    /// <summary>Subscribes and waits until that is done.</summary>
    public async Task<JsonElement> JoinAsync(string channel, string? userId = null)
    {
        await SubscribeAsync(channel, userId is null ? null : JsonSerializer.Serialize(new { user_id = userId, user_info = new { name = userId.ToUpperInvariant() } }));
        return await ReceiveAsync("pusher_internal:subscription_succeeded");
    }

    public Task SignInAsync(string userData) => SendAsync(new
    {
        @event = "pusher:signin",
        data = new { auth = $"{BrokerServer.Key}:{PusherSignature.ForUser(BrokerServer.Secret, SocketId, userData)}", user_data = userData },
    });

    public string Auth(string channel, string? channelData = null) =>
        $"{BrokerServer.Key}:{PusherSignature.ForChannel(BrokerServer.Secret, SocketId, channel, channelData)}";

    /// <summary>The next frame, which has to be this event. Subscription counts and the second form of refusals are passed over unless asked for.</summary>
    public async Task<JsonElement> ReceiveAsync(string expected)
    {
        while (true)
        {
            var frame = await ReceiveAsync();
            var name = frame.GetProperty("event").GetString();
            if (name is "pusher_internal:subscription_count" or "pusher_internal:subscription_error" && expected != name)
                continue;
            Assert.True(name == expected, $"expected {expected}, got {frame.GetRawText()}");
            return frame;
        }
    }

    public async Task<JsonElement> ReceiveAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        var length = 0;
        while (true)
        {
            var part = await Socket.ReceiveAsync(_buffer.AsMemory(length), limit.Token);
            Assert.True(part.MessageType == WebSocketMessageType.Text, $"expected a frame, got a close with {(int?)Socket.CloseStatus} {Socket.CloseStatusDescription}");
            length += part.Count;
            if (part.EndOfMessage)
                return JsonElement.Parse(_buffer.AsSpan(0, length));
        }
    }

    /// <summary>Reads until the server closes.</summary>
    /// <returns>The close code, or null when the connection was cut without one.</returns>
    public async Task<int?> ReceiveCloseAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            while ((await Socket.ReceiveAsync(_buffer.AsMemory(), limit.Token)).MessageType != WebSocketMessageType.Close)
            {
            }
        }
        catch (WebSocketException)
        {
            return null;
        }

        return (int?)Socket.CloseStatus;
    }

    /// <summary>Proves that nothing waits to be received: the next frame is the answer to a ping.</summary>
    public async Task AssertNothingAsync()
    {
        await SendAsync(new { @event = "pusher:ping", data = new { } });
        await ReceiveAsync("pusher:pong");
    }

    /// <summary>The JSON inside a frame's <c>data</c> string.</summary>
    public static JsonElement DataOf(JsonElement frame) => JsonElement.Parse(frame.GetProperty("data").GetString()!);

    public async Task CloseAsync()
    {
        await Socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, TestContext.Current.CancellationToken);
        Socket.Dispose();
    }

    public ValueTask DisposeAsync()
    {
        Socket.Dispose();
        return ValueTask.CompletedTask;
    }
}

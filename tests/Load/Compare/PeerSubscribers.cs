using System.Text;
using System.Text.Json;

namespace Messaging.Load.Compare;

/// <summary>Speaks Socket.IO 5 over Engine.IO 4, by WebSocket only.</summary>
internal sealed class SocketIoSubscriber : IAsyncDisposable
{
    private readonly EventSocket _socket;
    private readonly string _token;
    private readonly Action<Arrival> _onMessage;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SocketIoSubscriber(string token, Action<Arrival> onMessage)
    {
        (_token, _onMessage) = (token, onMessage);
        _socket = new EventSocket(TakeAsync, exception => _ready.TrySetException(exception));
    }

    public static async Task<IAsyncDisposable> ConnectAsync(Uri server, string token, Action<Arrival> onMessage)
    {
        var subscriber = new SocketIoSubscriber(token, onMessage);
        await subscriber._socket.ConnectAsync(new Uri($"ws://{server.Authority}/socket.io/?EIO=4&transport=websocket"));
        await subscriber._ready.Task.WaitAsync(TimeSpan.FromMinutes(1));
        return subscriber;
    }

    public ValueTask DisposeAsync() => _socket.DisposeAsync();

    private async Task TakeAsync(ReadOnlyMemory<byte> frame)
    {
        // The first digit is the packet of Engine.IO; of a message, the second is that of Socket.IO.
        switch (frame.Span[0], frame.Length > 1 ? frame.Span[1] : (byte)0)
        {
            case ((byte)'0', _): await _socket.SendAsync(Encoding.UTF8.GetBytes($"40{JsonSerializer.Serialize(new { token = _token })}")); break;
            case ((byte)'2', _): await _socket.SendAsync("3"u8.ToArray()); break;
            case ((byte)'4', (byte)'2'): Take(JsonElement.Parse(frame.Span[2..])); break;
            case ((byte)'4', (byte)'4'): _ready.TrySetException(new InvalidOperationException("Socket.IO refused the connection.")); break;
            default: break;
        }
    }

    private void Take(JsonElement data)
    {
        if (data[0].ValueEquals("message")) _onMessage(Arrival.Of(data[1]));
        else _ready.TrySetResult();
    }
}

/// <summary>Speaks SignalR's JSON protocol.</summary>
internal sealed class SignalRSubscriber : IAsyncDisposable
{
    private const byte Separator = 0x1e;

    /// <summary>The server ends a connection that was silent for 30 s, and sends something at least every 15 s.</summary>
    private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(10);

    private readonly EventSocket _socket;
    private readonly Action<Arrival> _onMessage;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _lastPing = TimeProvider.System.GetTimestamp();

    private SignalRSubscriber(Action<Arrival> onMessage)
    {
        _onMessage = onMessage;
        _socket = new EventSocket(TakeAsync, exception => _ready.TrySetException(exception));
    }

    public static async Task<IAsyncDisposable> ConnectAsync(Uri server, string token, Action<Arrival> onMessage)
    {
        var subscriber = new SignalRSubscriber(onMessage);
        await subscriber._socket.ConnectAsync(new Uri($"ws://{server.Authority}/messages?access_token={token}"));
        await subscriber._socket.SendAsync("{\"protocol\":\"json\",\"version\":1}\u001e"u8.ToArray());
        await subscriber._ready.Task.WaitAsync(TimeSpan.FromMinutes(1));
        return subscriber;
    }

    public ValueTask DisposeAsync() => _socket.DisposeAsync();

    private async Task TakeAsync(ReadOnlyMemory<byte> frame)
    {
        // One frame may hold several records.
        for (var rest = frame; rest.Span.IndexOf(Separator) is >= 0 and var end; rest = rest[(end + 1)..]) Take(JsonElement.Parse(rest.Span[..end]));
        if (TimeProvider.System.GetElapsedTime(_lastPing) < PingInterval) return;
        _lastPing = TimeProvider.System.GetTimestamp();
        await _socket.SendAsync("{\"type\":6}\u001e"u8.ToArray());
    }

    private void Take(JsonElement record)
    {
        if (!record.TryGetProperty("target", out var target)) return;
        if (target.ValueEquals("message")) _onMessage(Arrival.Of(record.GetProperty("arguments")[0]));
        else _ready.TrySetResult();
    }
}

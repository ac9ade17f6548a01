using System.Net.WebSockets;
using System.Text.Json;

namespace Messaging.Load;

/// <summary>A WebSocket to the push service, as a browser has one: authorised channels, pings answered.</summary>
internal sealed class LoadSubscriber : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _end = new();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly LoadUser _user;
    private readonly Action<string, JsonElement> _onEvent;
    private readonly TaskCompletionSource<string> _established = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _subscribed = new();
    private Task _receiving = Task.CompletedTask;
    private string _socketId = "";

    private LoadSubscriber(LoadUser user, Action<string, JsonElement> onEvent) => (_user, _onEvent) = (user, onEvent);

    /// <param name="user">Who connects; the own user channel is joined at once.</param>
    /// <param name="onEvent">Called with name and data of every event, on the receiving thread.</param>
    public static async Task<LoadSubscriber> ConnectAsync(LoadUser user, Action<string, JsonElement> onEvent)
    {
        var push = await user.GetPushAsync();
        var subscriber = new LoadSubscriber(user, onEvent);
        await subscriber._socket.ConnectAsync(
            new Uri($"ws://{push.GetProperty("wsHost").GetString()}:{push.GetProperty("wsPort").GetInt32()}/app/{push.GetProperty("key").GetString()}?protocol=7"),
            CancellationToken.None);
        subscriber._receiving = subscriber.ReceiveAsync();
        subscriber._socketId = await subscriber._established.Task;
        await subscriber.JoinAsync($"presence-user-{user.Id}");
        return subscriber;
    }

    public async Task JoinAsync(string channel)
    {
        _subscribed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var signed = await _user.AuthorizeAsync(_socketId, channel);
        await SendAsync(new { @event = "pusher:subscribe", data = new { channel, auth = signed.GetProperty("auth").GetString(), channel_data = signed.GetProperty("channel_data").GetString() } });
        await _subscribed.Task.WaitAsync(TimeSpan.FromMinutes(1));
    }

    public Task LeaveAsync(string channel) => SendAsync(new { @event = "pusher:unsubscribe", data = new { channel } });

    public async ValueTask DisposeAsync()
    {
        if (_socket.State == WebSocketState.Open)
            await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        await Task.WhenAny(_receiving, Task.Delay(TimeSpan.FromSeconds(5)));
        await _end.CancelAsync();
        await _receiving;
        _socket.Dispose();
        _sending.Dispose();
        _end.Dispose();
    }

    private async Task SendAsync(object message)
    {
        await _sending.WaitAsync();
        try
        {
            await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, true, CancellationToken.None);
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task ReceiveAsync()
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                var length = 0;
                ValueWebSocketReceiveResult part;
                do
                {
                    part = await _socket.ReceiveAsync(buffer.AsMemory(length), _end.Token);
                    if (part.MessageType == WebSocketMessageType.Close) return;
                    length += part.Count;
                }
                while (!part.EndOfMessage);
                await TakeAsync(JsonElement.Parse(buffer.AsSpan(0, length)));
            }
        }
        catch (OperationCanceledException)
        {
            // Told to end.
        }
        catch (Exception exception)
        {
            _established.TrySetException(exception);
            _subscribed.TrySetException(exception);
        }
    }

    private async Task TakeAsync(JsonElement frame)
    {
        var name = frame.GetProperty("event").GetString()!;
        switch (name)
        {
            case "pusher:connection_established": _established.TrySetResult(Data(frame).GetProperty("socket_id").GetString()!); break;
            case "pusher_internal:subscription_succeeded": _subscribed.TrySetResult(); break;
            case "pusher:ping": await SendAsync(new { @event = "pusher:pong", data = new { } }); break;
            case "pusher:error" or "pusher:subscription_error": _subscribed.TrySetException(new InvalidOperationException(frame.GetRawText())); break;
            default: _onEvent(name, Data(frame)); break;
        }
    }

    private static JsonElement Data(JsonElement frame) => frame.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.String ? JsonElement.Parse(data.GetString()!) : default;
}

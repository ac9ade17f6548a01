using System.Text.Json;

namespace Messaging.Load;

/// <summary>A connection to the push service, as a browser has one: authorised channels, pings answered.</summary>
internal sealed class LoadSubscriber : IAsyncDisposable
{
    private readonly EventSocket _socket;
    private readonly LoadUser _user;
    private readonly Action<string, JsonElement> _onEvent;
    private readonly TaskCompletionSource<string> _established = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _subscribed = new();
    private string _socketId = "";

    private LoadSubscriber(LoadUser user, Action<string, JsonElement> onEvent)
    {
        (_user, _onEvent) = (user, onEvent);
        _socket = new EventSocket(frame => TakeAsync(JsonElement.Parse(frame.Span)), exception =>
        {
            _established.TrySetException(exception);
            _subscribed.TrySetException(exception);
        });
    }

    /// <summary>Bytes of all frames that came, without their headers.</summary>
    public long BytesReceived => _socket.BytesReceived;

    /// <param name="user">Who connects; the own user channel is joined at once.</param>
    /// <param name="onEvent">Called with name and data of every event, on the receiving thread.</param>
    public static async Task<LoadSubscriber> ConnectAsync(LoadUser user, Action<string, JsonElement> onEvent)
    {
        var push = await user.GetPushAsync();
        var subscriber = new LoadSubscriber(user, onEvent);
        await subscriber._socket.ConnectAsync(
            new Uri($"ws://{push.GetProperty("wsHost").GetString()}:{push.GetProperty("wsPort").GetInt32()}/app/{push.GetProperty("key").GetString()}?protocol=7"));
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

    public ValueTask DisposeAsync() => _socket.DisposeAsync();

    private Task SendAsync(object message) => _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message));

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

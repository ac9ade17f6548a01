using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Messaging.WebApi.Commands;

/// <summary>A subscriber as a browser is one: goes where <c>/config</c> says, and joins a channel with a signature of the app.</summary>
internal sealed class SmokePush : IDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[64 * 1024];

    public string SocketId { get; private set; } = "";

    /// <summary>Whether clients push at all, by the <c>push</c> part of <c>/config</c>.</summary>
    public static bool IsOn(JsonElement push) => push.GetProperty("driver").GetString() != "none";

    /// <summary>Where a browser connects, by the <c>push</c> part of <c>/config</c>.</summary>
    public static Uri AddressOf(JsonElement push)
    {
        var isTls = push.GetProperty("forceTls").GetBoolean();
        var host = push.GetProperty("wsHost").GetString() ?? $"ws-{push.GetProperty("cluster").GetString()}.pusher.com";
        var port = push.GetProperty(isTls ? "wssPort" : "wsPort").GetInt32();
        return new UriBuilder(isTls ? "wss" : "ws", host, port, $"/app/{push.GetProperty("key").GetString()}") { Query = "protocol=7&client=smoke&version=1" }.Uri;
    }

    /// <param name="address">Where the push service is.</param>
    /// <param name="page">Where the web client is, which a browser names to the push service.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public async Task ConnectAsync(Uri address, Uri page, CancellationToken cancellationToken)
    {
        _socket.Options.SetRequestHeader("Origin", page.GetLeftPart(UriPartial.Authority));
        await _socket.ConnectAsync(address, cancellationToken);
        var established = await ReceiveAsync("pusher:connection_established", _ => true, cancellationToken);
        SocketId = Data(established).GetProperty("socket_id").GetString()!;
    }

    /// <param name="channel">Its name.</param>
    /// <param name="authorization">The answer of the app to <c>/pusher/auth</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task JoinAsync(string channel, JsonElement authorization, CancellationToken cancellationToken)
    {
        await SendAsync(new
        {
            @event = "pusher:subscribe",
            data = new { channel, auth = authorization.GetProperty("auth").GetString(), channel_data = authorization.GetProperty("channel_data").GetString() },
        }, cancellationToken);
        await ReceiveAsync("pusher_internal:subscription_succeeded", _ => true, cancellationToken);
    }

    /// <summary>Waits for an event whose data satisfies a condition.</summary>
    /// <exception cref="SmokeException">The service refused or closed.</exception>
    public async Task<JsonElement> ReceiveAsync(string name, Func<JsonElement, bool> isIt, CancellationToken cancellationToken)
    {
        while (true)
        {
            var frame = await ReadAsync(cancellationToken);
            var heard = frame.GetProperty("event").GetString();
            if (heard is "pusher:error" or "pusher:subscription_error")
                throw new SmokeException($"the push service refuses: {Data(frame).GetRawText()}");
            if (heard == "pusher:ping")
                await SendAsync(new { @event = "pusher:pong", data = new { } }, cancellationToken);
            else if (heard == name && isIt(Data(frame)))
                return frame;
        }
    }

    public void Dispose() => _socket.Dispose();

    private Task SendAsync(object message, CancellationToken cancellationToken) =>
        _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, true, cancellationToken);

    private async Task<JsonElement> ReadAsync(CancellationToken cancellationToken)
    {
        for (var length = 0; ;)
        {
            var part = await _socket.ReceiveAsync(_buffer.AsMemory(length), cancellationToken);
            if (part.MessageType == WebSocketMessageType.Close)
                throw new SmokeException($"the push service closed the connection ({(int?)_socket.CloseStatus} {_socket.CloseStatusDescription})");
            length += part.Count;
            if (part.EndOfMessage) return JsonElement.Parse(Encoding.UTF8.GetString(_buffer, 0, length));
        }
    }

    // Events carry their data as JSON in a string, errors as it is.
    private static JsonElement Data(JsonElement frame) =>
        !frame.TryGetProperty("data", out var data) ? frame : data.ValueKind == JsonValueKind.String ? JsonElement.Parse(data.GetString()!) : data;
}

using System.Net.WebSockets;

namespace Messaging.Load;

/// <summary>
/// A WebSocket as a browser has one. It hands each text frame to its reader, one after the other;
/// what a frame means is the matter of the protocol that uses it.
/// </summary>
internal sealed class EventSocket(Func<ReadOnlyMemory<byte>, Task> onFrame, Action<Exception> onFailed) : IAsyncDisposable
{
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(5);

    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _end = new();
    private readonly SemaphoreSlim _sending = new(1);
    private Task _receiving = Task.CompletedTask;
    private long _bytesReceived;

    /// <summary>Bytes of all frames, without their headers.</summary>
    public long BytesReceived => Interlocked.Read(ref _bytesReceived);

    public async Task ConnectAsync(Uri address)
    {
        await _socket.ConnectAsync(address, CancellationToken.None);
        _receiving = ReceiveAsync();
    }

    public async Task SendAsync(ReadOnlyMemory<byte> text)
    {
        await _sending.WaitAsync();
        try
        {
            await _socket.SendAsync(text, WebSocketMessageType.Text, true, CancellationToken.None);
        }
        finally
        {
            _sending.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_socket.State == WebSocketState.Open)
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        }
        catch (WebSocketException)
        {
            // The server has gone.
        }

        await Task.WhenAny(_receiving, Task.Delay(CloseLimit));
        await _end.CancelAsync();
        await _receiving;
        _socket.Dispose();
        _sending.Dispose();
        _end.Dispose();
    }

    private async Task ReceiveAsync()
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (true)
            {
                var length = 0;
                ValueWebSocketReceiveResult part;
                do
                {
                    if (length == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
                    part = await _socket.ReceiveAsync(buffer.AsMemory(length), _end.Token);
                    if (part.MessageType == WebSocketMessageType.Close) return;
                    length += part.Count;
                }
                while (!part.EndOfMessage);
                Interlocked.Add(ref _bytesReceived, length);
                await onFrame(buffer.AsMemory(0, length));
            }
        }
        catch (OperationCanceledException)
        {
            // Told to end.
        }
        catch (Exception exception)
        {
            onFailed(exception);
        }
    }
}

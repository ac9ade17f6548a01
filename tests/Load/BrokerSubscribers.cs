using System.Diagnostics;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;

namespace Messaging.Load;

/// <summary>Many connections in one channel that note how long each event took to them.</summary>
internal sealed class BrokerSubscribers(Uri address) : IAsyncDisposable
{
    private const int ConnectAtOnce = 32;
    private static readonly byte[] Subscribe = Encoding.UTF8.GetBytes($$"""{"event":"pusher:subscribe","data":{"channel":"{{BrokerServerProgram.Channel}}"} }""");

    private readonly Uri _uri = new UriBuilder(address) { Scheme = "ws", Path = $"/app/{BrokerServerProgram.Key}", Query = "protocol=7" }.Uri;
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler());
    private readonly List<ClientWebSocket> _sockets = [];
    private readonly List<Task> _receiving = [];
    private readonly CancellationTokenSource _end = new();
    private long[] _latencies = [];
    private int _received;
    private TaskCompletionSource _all = new();

    public int Count => _sockets.Count;

    public async Task GrowAsync(int count)
    {
        var indexes = Enumerable.Range(0, count - _sockets.Count);
        await Parallel.ForEachAsync(indexes, new ParallelOptions { MaxDegreeOfParallelism = ConnectAtOnce }, async (_, cancellationToken) =>
        {
            var socket = new ClientWebSocket();
            socket.Options.KeepAliveInterval = Timeout.InfiniteTimeSpan;
            await socket.ConnectAsync(_uri, _http, cancellationToken);
            var buffer = new byte[1024];
            await socket.ReceiveAsync(buffer, cancellationToken);
            await socket.SendAsync(Subscribe, WebSocketMessageType.Text, true, cancellationToken);
            await socket.ReceiveAsync(buffer, cancellationToken);
            lock (_sockets)
            {
                _sockets.Add(socket);
                _receiving.Add(ReceiveAsync(socket, buffer));
            }
        });
    }

    /// <summary>From now on so many deliveries are awaited.</summary>
    public Task ExpectAsync(int deliveries)
    {
        _latencies = new long[deliveries];
        _received = 0;
        _all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _all.Task;
    }

    /// <summary>The latency that this share of the deliveries did not exceed.</summary>
    public TimeSpan Percentile(double share)
    {
        var sorted = _latencies.Order().ToArray();
        return Stopwatch.GetElapsedTime(0, sorted[(int)(share * (sorted.Length - 1))]);
    }

    /// <summary>Connects and disconnects, some at a time.</summary>
    public Task ComeAndGoAsync(int count) =>
        Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = ConnectAtOnce }, async (_, cancellationToken) =>
        {
            using var socket = new ClientWebSocket();
            await socket.ConnectAsync(_uri, _http, cancellationToken);
            await socket.ReceiveAsync(new byte[1024], cancellationToken);
            await socket.SendAsync(Subscribe, WebSocketMessageType.Text, true, cancellationToken);
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);
        });

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_receiving);
        foreach (var socket in _sockets)
            socket.Dispose();
        _http.Dispose();
        _end.Dispose();
    }

    private async Task ReceiveAsync(ClientWebSocket socket, byte[] buffer)
    {
        try
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(buffer.AsMemory(), _end.Token);
                if (part.MessageType == WebSocketMessageType.Close)
                    throw new InvalidOperationException($"closed with {socket.CloseStatus} {socket.CloseStatusDescription}");
                await NoteAsync(socket, buffer.AsMemory(0, part.Count));
            }
        }
        catch (OperationCanceledException)
        {
            // The end of the program.
        }
        catch (Exception e)
        {
            _all.TrySetException(e);
        }
    }

    private async ValueTask NoteAsync(ClientWebSocket socket, ReadOnlyMemory<byte> frame)
    {
        var now = Stopwatch.GetTimestamp();
        if (frame.Span.IndexOf("pusher:ping"u8) >= 0)
        {
            await socket.SendAsync("""{"event":"pusher:pong","data":{}}"""u8.ToArray(), WebSocketMessageType.Text, true, _end.Token);
            return;
        }

        var start = frame.Span.IndexOf("\"data\":\""u8) + 8;
        var length = frame.Span[start..].IndexOf((byte)' ');
        var sentAt = long.Parse(frame.Span.Slice(start, length), NumberStyles.None, CultureInfo.InvariantCulture);
        var index = Interlocked.Increment(ref _received) - 1;
        _latencies[index] = now - sentAt;
        if (index == _latencies.Length - 1)
            _all.TrySetResult();
    }
}

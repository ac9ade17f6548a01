using System.Buffers;
using System.Net.WebSockets;
using Messaging.Broker.Core;
using Messaging.Broker.Protocol;
using Microsoft.Extensions.Logging;

namespace Messaging.Broker.Sockets;

/// <summary>
/// Carries one connection: a loop that receives, a loop that sends, and the end, which
/// the client, the network or the hub causes, whichever is first.
/// </summary>
internal sealed partial class SocketSession(
    BrokerConnection connection,
    BrokerHub hub,
    WebSocket socket,
    Action abort,
    BrokerOptions options,
    TimeProvider time,
    ILogger logger)
{
    // A message rarely is larger; longer ones move to larger buffers.
    private const int FirstBufferBytes = 2_048;

    public async Task RunAsync()
    {
        var receiving = ReceiveAsync();
        var sending = SendAsync();
        await Task.WhenAny(receiving, sending, connection.Closing);

        // Gone from the channels at once, however long the socket takes to close.
        hub.Disconnect(connection);
        connection.Close(CloseCode.Normal, "");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(options.CloseTimeoutSeconds), time);
        await using (limit.Token.Register(Abort))
        {
            await sending;
            await CloseAsync();
            await receiving;
        }

        var end = await connection.Closing;
        LogClosed(connection.SocketId, (int)end.Code);
    }

    private async Task ReceiveAsync()
    {
        try
        {
            while (await ReceiveMessageAsync())
                await connection.Outgoing.WaitForRoomAsync();
        }
        catch (Exception exception) when (IsEndOfSocket(exception))
        {
            // The peer is gone. The rest is the same as after a proper close.
        }
        catch (Exception exception)
        {
            LogFailed(connection.SocketId, exception);
            connection.Close(CloseCode.InternalError, "Internal error");
        }
    }

    /// <summary>Receives one message, in as many fragments as it has.</summary>
    /// <returns>False when there will be no more.</returns>
    private async Task<bool> ReceiveMessageAsync()
    {
        // Waiting without a buffer: an idle connection holds none.
        var part = await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBufferBytes);
        try
        {
            var length = 0;
            while (true)
            {
                connection.Heard();
                if (part.MessageType == WebSocketMessageType.Close) return false;
                // After the decision to close, what still comes is read and dropped until the peer's close.
                if (connection.Closing.IsCompleted)
                    length = 0;
                else if (part.MessageType == WebSocketMessageType.Binary)
                    connection.Close(CloseCode.BinaryNotSupported, "Binary messages are not supported");
                else if (length > options.MaxMessageBytes)
                    connection.Close(CloseCode.MessageTooBig, $"A message can have {options.MaxMessageBytes} bytes");
                if (part.EndOfMessage) break;
                if (length == buffer.Length)
                    buffer = Grow(buffer, length);
                part = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                length += part.Count;
            }

            if (!connection.Closing.IsCompleted)
                hub.Receive(connection, buffer.AsMemory(0, length));
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[] Grow(byte[] buffer, int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    private async Task SendAsync()
    {
        try
        {
            while (await connection.Outgoing.WaitToReadAsync())
            {
                while (connection.Outgoing.TryRead(out var frame))
                {
                    await socket.SendAsync(frame, WebSocketMessageType.Text, true, CancellationToken.None);
                    connection.Outgoing.Sent(frame);
                }
            }
        }
        catch (Exception exception) when (IsEndOfSocket(exception))
        {
            // As above.
        }
        finally
        {
            connection.Outgoing.Abandon();
        }
    }

    private async Task CloseAsync()
    {
        try
        {
            var end = await connection.Closing;
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await socket.CloseOutputAsync((WebSocketCloseStatus)end.Code, SocketEndpoint.CloseReason(end.Reason), CancellationToken.None);
        }
        catch (Exception exception) when (IsEndOfSocket(exception))
        {
            // As above.
        }
    }

    private void Abort()
    {
        socket.Abort();
        abort();
    }

    private static bool IsEndOfSocket(Exception exception) =>
        exception is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException;

    [LoggerMessage(3100, LogLevel.Debug, "Broker connection {SocketId} ended with {Code}")]
    private partial void LogClosed(string socketId, int code);

    [LoggerMessage(3101, LogLevel.Error, "Broker connection {SocketId} failed while handling a message")]
    private partial void LogFailed(string socketId, Exception exception);
}

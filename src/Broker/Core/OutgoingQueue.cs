using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Messaging.Broker.Core;

/// <summary>
/// Frames that wait for one connection, bounded by their bytes. A publisher only adds a shared
/// array, without waiting; the connection's own loop writes to the socket.
/// </summary>
internal sealed class OutgoingQueue(int maxBytes)
{
    // Also bounds the number of frames, which cost memory even when they are small.
    private const int OverheadBytes = 32;

    private readonly Channel<byte[]> _frames = Channel.CreateUnbounded<byte[]>(
        new UnboundedChannelOptions { SingleReader = true });

    private int _waitingBytes;
    private TaskCompletionSource? _room;

    /// <summary>False when the consumer is too slow. After <see cref="Complete"/> frames are dropped.</summary>
    public bool TryEnqueue(byte[] frame)
    {
        var cost = frame.Length + OverheadBytes;
        if (Interlocked.Add(ref _waitingBytes, cost) > maxBytes)
        {
            Interlocked.Add(ref _waitingBytes, -cost);
            return false;
        }

        if (!_frames.Writer.TryWrite(frame))
            Interlocked.Add(ref _waitingBytes, -cost);
        return true;
    }

    public ValueTask<bool> WaitToReadAsync() => _frames.Reader.WaitToReadAsync(CancellationToken.None);

    public bool TryRead([NotNullWhen(true)] out byte[]? frame) => _frames.Reader.TryRead(out frame);

    /// <summary>The frame is out: its bytes no longer wait.</summary>
    public void Sent(byte[] frame)
    {
        if (Interlocked.Add(ref _waitingBytes, -(frame.Length + OverheadBytes)) <= maxBytes / 2)
            Volatile.Read(ref _room)?.TrySetResult();
    }

    /// <summary>
    /// Waits while more than half is taken. The receiving loop calls it between messages, so that a client
    /// is slowed down by its own answers and never closed for them.
    /// </summary>
    public async ValueTask WaitForRoomAsync()
    {
        if (!IsHalfFull) return;
        var room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _room, room);
        Interlocked.MemoryBarrier();
        if (IsHalfFull && !_frames.Reader.Completion.IsCompleted)
            await room.Task;
        Volatile.Write(ref _room, null);
    }

    /// <summary>Takes no more; what waits is still sent.</summary>
    public void Complete() => _frames.Writer.TryComplete();

    /// <summary>Nobody reads any more: lets a waiting receiver go.</summary>
    public void Abandon()
    {
        Complete();
        while (_frames.Reader.TryRead(out _))
        {
        }

        Volatile.Read(ref _room)?.TrySetResult();
    }

    private bool IsHalfFull => Volatile.Read(ref _waitingBytes) > maxBytes / 2;
}

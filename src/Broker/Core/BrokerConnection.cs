using Messaging.Broker.Protocol;

namespace Messaging.Broker.Core;

/// <summary>
/// A client's connection as the hub knows it: no socket, only a queue of frames and the wish to close.
/// All but the queue, <see cref="Heard"/> and <see cref="Close"/> belongs to the hub and its lock.
/// </summary>
internal sealed class BrokerConnection(string socketId, int protocol, string? address, long number, BrokerOptions options, TimeProvider time)
{
    private readonly TaskCompletionSource<ConnectionClose> _closing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _lastHeard = time.GetTimestamp();

    public string SocketId { get; } = socketId;

    /// <summary>5, 6 or 7, as the client asked.</summary>
    public int Protocol { get; } = protocol;

    /// <summary>Where the connection comes from, as the limits count it; null when that is not known.</summary>
    public string? Address { get; } = address;

    /// <summary>Grows with every connection and every revocation of the hub: tells which of two came first.</summary>
    public long Number { get; } = number;

    public OutgoingQueue Outgoing { get; } = new(options.MaxOutgoingBytes);

    /// <summary>Completes when someone decides that the connection shall end. The first decision counts.</summary>
    public Task<ConnectionClose> Closing => _closing.Task;

    public long ConnectedAt { get; } = time.GetTimestamp();

    public TimeSpan Silence => time.GetElapsedTime(Volatile.Read(ref _lastHeard));

    // From here on: under the hub's lock.
    public Dictionary<string, BrokerChannel> Channels { get; } = [];

    public UserData? User { get; set; }

    /// <summary>Users for whom a signature was accepted on this connection. It is theirs until it closes.</summary>
    public HashSet<string> UserIds { get; } = [];

    public EventRate? ClientEvents { get; set; }

    /// <summary>When the server asked for a sign of life that has not come yet.</summary>
    public long? PingedAt { get; set; }

    /// <summary>Has signed in or joined a private or presence channel.</summary>
    public bool IsAuthorized { get; set; }

    /// <summary>The place among the connections that are not authorised yet.</summary>
    public LinkedListNode<BrokerConnection>? Waiting { get; set; }

    /// <summary>No longer in the hub: nothing may be added to it.</summary>
    public bool IsGone { get; set; }

    /// <summary>Any message is a sign of life.</summary>
    public void Heard() => Volatile.Write(ref _lastHeard, time.GetTimestamp());

    /// <summary>Hands over a frame; a consumer that is too slow loses its connection, not the others their time.</summary>
    public void Send(byte[] frame)
    {
        if (!Outgoing.TryEnqueue(frame))
            Close(CloseCode.OverCapacity, "Too slow: too much is waiting for this connection");
    }

    public void Close(CloseCode code, string reason)
    {
        if (!_closing.TrySetResult(new(code, reason))) return;
        // Before protocol 6 clients learn the code from a frame; later ones would hear of it twice.
        if (Protocol < 6 && (int)code >= 4000)
            Outgoing.TryEnqueue(Frames.Error((int)code, reason));
        Outgoing.Complete();
    }
}

/// <summary>The decision to end a connection.</summary>
internal sealed record ConnectionClose(CloseCode Code, string Reason);

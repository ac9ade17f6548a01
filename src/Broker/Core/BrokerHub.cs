using System.Globalization;
using System.Security.Cryptography;
using Messaging.Broker.Debugging;
using Messaging.Broker.Events;
using Messaging.Broker.Protocol;
using Microsoft.Extensions.Options;

namespace Messaging.Broker.Core;

/// <summary>
/// The broker without its sockets: who is connected, who is in which channel, and who gets what.
/// One lock guards all of it. Nothing is awaited and nothing is written to a socket under the lock:
/// sending means putting a shared frame into the receiver's queue.
/// </summary>
internal sealed partial class BrokerHub(
    IOptions<BrokerOptions> brokerOptions,
    IOptions<PusherApp> app,
    ChannelEventFeed feed,
    EventLog log,
    TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly BrokerOptions _options = brokerOptions.Value;
    private readonly ChannelsLimits _limits = brokerOptions.Value.Limits();
    private readonly Dictionary<string, BrokerConnection> _connections = [];
    private readonly Dictionary<string, BrokerChannel> _channels = [];
    private readonly CacheStore _cache = new(brokerOptions.Value, time);
    private bool _stopping;

    private PusherApp App => app.Value;

    public int ConnectionCount
    {
        get
        {
            lock (_gate)
                return _connections.Count;
        }
    }

    /// <summary>Lets a connection in and greets it, or tells why not.</summary>
    /// <param name="protocol">5, 6 or 7.</param>
    /// <param name="address">Where it comes from, as the limits count it; null when that is not known.</param>
    public (BrokerConnection? Connection, ConnectionClose? Refusal) Connect(int protocol, string? address = null)
    {
        lock (_gate)
        {
            if (FindNoRoom(address) is { } refusal) return (null, refusal);

            string socketId;
            do
                socketId = string.Create(CultureInfo.InvariantCulture, $"{RandomNumberGenerator.GetInt32(1_000_000)}.{RandomNumberGenerator.GetInt32(int.MaxValue)}");
            while (_connections.ContainsKey(socketId));

            var connection = new BrokerConnection(socketId, protocol, address, ++_lastNumber, _options, time);
            _connections.Add(socketId, connection);
            Enter(connection);
            connection.Send(Frames.ConnectionEstablished(socketId, _options.ActivityTimeoutSeconds));
            log.Add("connected", null, socketId);
            return (connection, null);
        }
    }

    /// <summary>Takes a connection out of everything. Others hear of it at once, webhooks later.</summary>
    public void Disconnect(BrokerConnection connection)
    {
        lock (_gate)
        {
            if (connection.IsGone) return;
            connection.IsGone = true;
            _connections.Remove(connection.SocketId);
            foreach (var channel in connection.Channels.Values.ToArray())
                Leave(connection, channel);
            SignOut(connection);
            Exit(connection);
            log.Add("disconnected", null, connection.SocketId);
        }
    }

    /// <summary>Handles one text message of a client.</summary>
    public void Receive(BrokerConnection connection, ReadOnlyMemory<byte> utf8)
    {
        if (ClientMessage.Parse(utf8) is not { } message)
        {
            connection.Send(Frames.Error(null, "The message is not a JSON object with an event"));
            return;
        }

        switch (message.Event)
        {
            case "pusher:ping":
                connection.Send(Frames.Pong);
                break;
            case "pusher:pong":
                break;
            case "pusher:subscribe":
                Subscribe(connection, message);
                break;
            case "pusher:unsubscribe":
                Unsubscribe(connection, message);
                break;
            case "pusher:signin":
                SignIn(connection, message);
                break;
            default:
                if (message.IsClientEvent)
                    SendClientEvent(connection, message);
                else
                    connection.Send(Frames.Error(null, "Unknown event: clients send pusher: commands and client- events"));
                break;
        }
    }

    /// <summary>Checks <c>key:signature</c> in constant time.</summary>
    private bool IsSigned(string? auth, string signature) =>
        PusherSignature.AreEqual($"{App.Key}:{signature}", auth);
}

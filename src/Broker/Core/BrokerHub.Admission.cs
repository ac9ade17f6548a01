using Messaging.Broker.Protocol;

namespace Messaging.Broker.Core;

/// <summary>
/// Decides which sockets get a place. Nobody is authorised when the socket opens, so a limit that refused newcomers would let
/// idle sockets keep everybody out. The oldest connection that is not authorised goes instead: a client needs a
/// fraction of a second to become authorised.
/// </summary>
internal sealed partial class BrokerHub
{
    private readonly LinkedList<BrokerConnection> _waiting = [];
    private readonly Dictionary<string, AddressUse> _addresses = [];
    private long _lastNumber;

    private int MaxWaiting => Math.Max(1, (int)((long)_options.MaxConnections * _options.MaxUnauthorizedPercent / 100));

    /// <summary>Makes room for a connection from this address, or tells why there is none.</summary>
    private ConnectionClose? FindNoRoom(string? address)
    {
        if (_options.ConnectionQuota > 0 && _connections.Count >= _options.ConnectionQuota)
            return new(CloseCode.OverQuota, "Application is over its connection quota");
        if (_stopping) return new(CloseCode.OverCapacity, "Over capacity");

        var use = address is null ? null : _addresses.GetValueOrDefault(address);
        if (use is not null && _options.RequireAuthorizedConnections
            && IsReached(use.Waiting, _options.MaxUnauthorizedConnectionsPerAddress))
        {
            Replace(_waiting.First(connection => connection.Address == address));
        }

        if (use is not null && IsReached(use.Connections, _options.MaxConnectionsPerAddress))
            return new(CloseCode.OverCapacity, "Over capacity: too many connections from this address");
        if (_waiting.Count >= MaxWaiting)
            Replace(_waiting.First!.Value);
        if (_connections.Count >= _options.MaxConnections && _waiting.First is { } oldest)
            Replace(oldest.Value);
        return _connections.Count >= _options.MaxConnections ? new(CloseCode.OverCapacity, "Over capacity") : null;
    }

    private void Replace(BrokerConnection connection)
    {
        connection.Close(CloseCode.OverCapacity, "Over capacity: connections that are authorised go first");
        Disconnect(connection);
    }

    private void Enter(BrokerConnection connection)
    {
        if (_options.RequireAuthorizedConnections)
            connection.Waiting = _waiting.AddLast(connection);
        if (connection.Address is not { } address) return;
        if (!_addresses.TryGetValue(address, out var use))
            _addresses.Add(address, use = new());
        use.Connections++;
        if (connection.Waiting is not null)
            use.Waiting++;
    }

    private void Exit(BrokerConnection connection)
    {
        StopWaiting(connection);
        ForgetIdentities(connection);
        if (connection.Address is { } address && --_addresses[address].Connections == 0)
            _addresses.Remove(address);
    }

    /// <summary>The connection proved that the app's server knows it.</summary>
    private void Authorize(BrokerConnection connection)
    {
        connection.IsAuthorized = true;
        StopWaiting(connection);
    }

    private void StopWaiting(BrokerConnection connection)
    {
        if (connection.Waiting is not { } place) return;
        _waiting.Remove(place);
        connection.Waiting = null;
        if (connection.Address is { } address)
            _addresses[address].Waiting--;
    }

    private static bool IsReached(int count, int limit) => limit > 0 && count >= limit;

    /// <summary>How many places an address holds.</summary>
    private sealed class AddressUse
    {
        public int Connections { get; set; }

        /// <summary>Those of them that are not authorised yet.</summary>
        public int Waiting { get; set; }
    }
}

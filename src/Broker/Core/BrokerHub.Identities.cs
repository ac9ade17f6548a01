using Messaging.Broker.Protocol;

namespace Messaging.Broker.Core;

/// <summary>
/// The users of connections: a connection is a user's once a signature for the user was accepted on it, by sign-in or for a
/// presence channel. A connection belongs to the user until it closes, also after it left the channel.
/// </summary>
internal sealed partial class BrokerHub
{
    private readonly Dictionary<string, HashSet<BrokerConnection>> _identities = [];

    // In memory only: a signature is for one socket, so none outlives a restart.
    private readonly Dictionary<string, long> _revoked = [];

    /// <summary>
    /// Ends what the app's server has allowed this user so far: closes the user's connections, and refuses signatures
    /// for the user on every connection that is open now. On a new connection the app decides anew.
    /// </summary>
    public void Terminate(string userId)
    {
        lock (_gate)
        {
            log.Add("terminated", null, null, userId);
            _revoked[userId] = ++_lastNumber;
            foreach (var connection in _identities.GetValueOrDefault(userId, []).ToArray())
            {
                connection.Close(CloseCode.Unauthorized, "You got disconnected by the app.");
                Disconnect(connection);
            }
        }
    }

    /// <summary>Takes a signature for the user, unless it may be older than a revocation or the user has too many connections.</summary>
    /// <returns>Why the connection has to close, or null.</returns>
    private ConnectionClose? Identify(BrokerConnection connection, string userId)
    {
        if (_revoked.TryGetValue(userId, out var number) && connection.Number < number)
            return new(CloseCode.Reconnect, "The signature is from before the user was disconnected by the app");
        if (connection.UserIds.Contains(userId)) return null;
        if (!_identities.TryGetValue(userId, out var connections))
            _identities.Add(userId, connections = []);
        else if (IsReached(connections.Count, _options.MaxConnectionsPerUser))
            return new(CloseCode.OverQuota, $"More than {_options.MaxConnectionsPerUser} connections of one user");
        connections.Add(connection);
        connection.UserIds.Add(userId);
        return null;
    }

    private void ForgetIdentities(BrokerConnection connection)
    {
        foreach (var userId in connection.UserIds)
        {
            var connections = _identities[userId];
            connections.Remove(connection);
            if (connections.Count == 0)
                _identities.Remove(userId);
        }
    }

    /// <summary>Forgets revocations that are older than every connection.</summary>
    private void ForgetRevocations()
    {
        if (_revoked.Count == 0) return;
        var oldest = _connections.Count == 0 ? long.MaxValue : _connections.Values.Min(connection => connection.Number);
        foreach (var userId in _revoked.Where(revoked => revoked.Value < oldest).Select(revoked => revoked.Key).ToArray())
            _revoked.Remove(userId);
    }
}

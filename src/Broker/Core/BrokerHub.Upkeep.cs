using Messaging.Broker.Protocol;

namespace Messaging.Broker.Core;

/// <summary>The periodic work.</summary>
internal sealed partial class BrokerHub
{
    private long _countsToldAt = time.GetTimestamp();

    /// <summary>Called about once a second.</summary>
    public void Tick()
    {
        lock (_gate)
        {
            foreach (var connection in _connections.Values)
                LookAfter(connection);
            _cache.DropExpired();
            ForgetRevocations();
            if (time.GetElapsedTime(_countsToldAt) < TimeSpan.FromSeconds(_options.SubscriptionCountIntervalSeconds)) return;
            _countsToldAt = time.GetTimestamp();
            foreach (var channel in _channels.Values)
            {
                if (channel.CountChanged)
                    TellCount(channel);
            }
        }
    }

    /// <summary>
    /// Asks silent peers for a sign of life and drops those that give none. Sending proves
    /// nothing: a half-open socket accepts frames. A client that hears a lot never pings, so the server has to.
    /// </summary>
    private void LookAfter(BrokerConnection connection)
    {
        if (_options.RequireAuthorizedConnections && !connection.IsAuthorized
            && time.GetElapsedTime(connection.ConnectedAt) >= TimeSpan.FromSeconds(_options.AuthorizationTimeoutSeconds))
        {
            connection.Close(CloseCode.Unauthorized, "Connection not authorized within timeout");
        }
        else if (connection.Silence < TimeSpan.FromSeconds(_options.PingAfterSilenceSeconds))
        {
            connection.PingedAt = null;
        }
        else if (connection.PingedAt is not { } pingedAt)
        {
            connection.PingedAt = time.GetTimestamp();
            connection.Send(Frames.Ping);
        }
        else if (time.GetElapsedTime(pingedAt) >= TimeSpan.FromSeconds(_options.PongTimeoutSeconds))
        {
            connection.Close(CloseCode.NoPong, "Pong reply not received");
        }
    }

    /// <summary>From now on nobody is let in.</summary>
    /// <returns>Those who are still there, to be closed one after the other.</returns>
    public IReadOnlyList<BrokerConnection> Stop()
    {
        lock (_gate)
        {
            _stopping = true;
            return [.. _connections.Values];
        }
    }
}

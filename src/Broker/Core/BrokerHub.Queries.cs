namespace Messaging.Broker.Core;

/// <summary>Questions about channels.</summary>
internal sealed partial class BrokerHub
{
    /// <summary>The occupied channels whose names start with this, in order. The users' own channels are not told.</summary>
    public IReadOnlyList<ChannelState> GetChannels(string prefix)
    {
        List<ChannelState> found;
        lock (_gate)
        {
            found = [.. _channels.Values
                .Where(channel => channel.Name.UserId is null && channel.Name.Text.StartsWith(prefix, StringComparison.Ordinal))
                .Select(channel => StateOf(channel.Name.Text))];
        }

        found.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        return found;
    }

    public ChannelState GetChannel(string name)
    {
        lock (_gate)
            return StateOf(name);
    }

    /// <summary>The distinct users in a presence channel.</summary>
    public IReadOnlyList<string> GetMembers(string channel)
    {
        lock (_gate)
            return _channels.TryGetValue(channel, out var found) ? [.. found.Members.Keys] : [];
    }

    /// <summary>The data of the debug console.</summary>
    public (IReadOnlyList<ConnectionState> Connections, IReadOnlyList<ChannelState> Channels) GetOverview(int max)
    {
        lock (_gate)
        {
            return (
                [.. _connections.Values.Take(max).Select(connection => new ConnectionState(
                    connection.SocketId, connection.User?.Id, connection.Protocol, connection.Silence, [.. connection.Channels.Keys.Take(max)]))],
                [.. _channels.Keys.Take(max).Select(StateOf)]);
        }
    }

    private ChannelState StateOf(string name)
    {
        var channel = _channels.GetValueOrDefault(name);
        var cached = _cache.Find(name);
        return new(
            name,
            channel?.Subscribers.Count ?? 0,
            channel?.Members.Keys.ToArray() ?? [],
            cached?.Data,
            cached is null ? 0 : (int)Math.Ceiling((cached.ExpiresAt - time.GetUtcNow()).TotalSeconds));
    }
}

/// <summary>A channel at one moment.</summary>
internal sealed record ChannelState(string Name, int SubscriptionCount, IReadOnlyList<string> UserIds, string? CachedData, int CachedForSeconds);

/// <summary>A connection at one moment.</summary>
internal sealed record ConnectionState(string SocketId, string? UserId, int Protocol, TimeSpan Silence, IReadOnlyList<string> Channels);

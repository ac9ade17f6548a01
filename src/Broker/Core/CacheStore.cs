namespace Messaging.Broker.Core;

/// <summary>The last event of each cache channel. It outlives the channel's subscribers, not its time. Under the hub's lock.</summary>
internal sealed class CacheStore(BrokerOptions options, TimeProvider time)
{
    private readonly Dictionary<string, CachedEvent> _events = [];

    public void Put(string channel, string data, byte[] frame)
    {
        if (_events.Count >= options.MaxCachedEvents && !_events.ContainsKey(channel) && _events.Count > 0)
            _events.Remove(_events.MinBy(pair => pair.Value.ExpiresAt).Key);
        _events[channel] = new(data, frame, time.GetUtcNow().AddSeconds(options.CacheSeconds));
    }

    public CachedEvent? Find(string channel) =>
        _events.TryGetValue(channel, out var found) && found.ExpiresAt > time.GetUtcNow() ? found : null;

    public void DropExpired()
    {
        var now = time.GetUtcNow();
        foreach (var (channel, cached) in _events)
        {
            if (cached.ExpiresAt <= now)
                _events.Remove(channel);
        }
    }
}

/// <summary>An event that new subscribers get.</summary>
internal sealed record CachedEvent(string Data, byte[] Frame, DateTimeOffset ExpiresAt);

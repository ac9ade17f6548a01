namespace Messaging.Broker.Core;

/// <summary>Allows so many events in any second: remembers when each of the last ones was.</summary>
internal sealed class EventRate(int perSecond, TimeProvider time)
{
    private readonly long[] _last = new long[perSecond];
    private int _count;
    private int _next;

    public bool TryTake()
    {
        var now = time.GetTimestamp();
        if (_count == _last.Length && (_last.Length == 0 || time.GetElapsedTime(_last[_next], now) < TimeSpan.FromSeconds(1)))
            return false;
        _last[_next] = now;
        _next = (_next + 1) % _last.Length;
        _count = Math.Min(_count + 1, _last.Length);
        return true;
    }
}

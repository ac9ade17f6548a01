using System.Threading.Channels;
using Messaging.Broker.Protocol;
using Microsoft.Extensions.Options;

namespace Messaging.Broker.Events;

/// <summary>
/// Collects the events of webhooks. Events of leaving wait briefly: a user who returns in time, for
/// example on a new page, has neither left nor joined.
/// </summary>
internal sealed class ChannelEventFeed : IDisposable
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly TimeSpan _delay;
    private readonly ITimer _timer;
    private readonly Channel<ChannelEvent> _ready = Channel.CreateUnbounded<ChannelEvent>(new UnboundedChannelOptions { SingleReader = true });

    // In the order of leaving, which is the order of becoming due. A return takes a leave out of _leaving
    // only; what is then found at the head of the queue without being there is skipped.
    private readonly Queue<Leave> _leaves = new();
    private readonly Dictionary<(string Channel, string? UserId), Leave> _leaving = [];

    public ChannelEventFeed(IOptions<BrokerOptions> options, TimeProvider time)
    {
        _time = time;
        _delay = TimeSpan.FromMilliseconds(options.Value.LeaveDelayMilliseconds);
        _timer = time.CreateTimer(_ => Flush(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public ChannelReader<ChannelEvent> Reader => _ready.Reader;

    public void Add(ChannelEvent item) => _ready.Writer.TryWrite(item with { At = _time.GetUtcNow() });

    /// <summary>Adds <c>channel_vacated</c> or <c>member_removed</c>, unless <see cref="Return"/> comes first.</summary>
    public void AddLeave(ChannelEvent item)
    {
        lock (_gate)
        {
            var leave = new Leave(item with { At = _time.GetUtcNow() }, _time.GetTimestamp());
            _leaves.Enqueue(leave);
            _leaving[(item.Channel, item.UserId)] = leave;
            if (_leaves.Count == 1)
                _timer.Change(_delay, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>The channel, or the user in it, is back.</summary>
    /// <returns>Whether it was in time, so that nothing is to be told.</returns>
    public bool Return(string channel, string? userId = null)
    {
        lock (_gate)
            return _leaving.Remove((channel, userId));
    }

    public void Dispose() => _timer.Dispose();

    private void Flush()
    {
        lock (_gate)
        {
            while (_leaves.TryPeek(out var leave))
            {
                var rest = _delay - _time.GetElapsedTime(leave.At);
                if (rest > TimeSpan.Zero)
                {
                    // A timer takes whole milliseconds and would fire for less than one at once.
                    _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(rest.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
                    return;
                }

                _leaves.Dequeue();
                var key = (leave.Event.Channel, leave.Event.UserId);
                if (!_leaving.TryGetValue(key, out var current) || !ReferenceEquals(current, leave)) continue;
                _leaving.Remove(key);
                _ready.Writer.TryWrite(leave.Event);
            }
        }
    }

    private sealed record Leave(ChannelEvent Event, long At);
}

using System.Collections.Concurrent;
using Messaging.Domain.Common;

namespace Messaging.Application.Presence;

/// <summary>
/// Polls that are not in the table yet. The first poll of somebody is urgent: contacts wait to see it,
/// and the end of a grace may be near. The next ones are gathered, so that people who poll all day
/// cost one small transaction now and then.
/// </summary>
public sealed class PollLog(PresenceOptions options) : IDisposable
{
    // A poll that comes later than this after the written one must not wait to be gathered: the time
    // of the written one could run out.
    private readonly TimeSpan _regular = options.PollLifetime - TimeSpan.FromSeconds(options.PollFlushSeconds);
    private readonly ConcurrentDictionary<UserId, DateTimeOffset> _urgent = new();
    private readonly ConcurrentDictionary<UserId, DateTimeOffset> _gathered = new();
    private readonly ConcurrentDictionary<UserId, DateTimeOffset> _written = new();
    private readonly SemaphoreSlim _latch = new(0);

    /// <summary>Notes a poll.</summary>
    public void Add(UserId user, DateTimeOffset at)
    {
        if (_written.TryGetValue(user, out var written) && at - written < _regular)
        {
            _gathered[user] = at;
            return;
        }

        _urgent[user] = at;
        if (_latch.CurrentCount == 0) _latch.Release();
    }

    /// <summary>Waits for an urgent poll.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => _latch.WaitAsync(cancellationToken);

    /// <summary>A user's newest poll that is not written yet.</summary>
    public DateTimeOffset? Find(UserId user) =>
        _gathered.TryGetValue(user, out var gathered) ? gathered : _urgent.TryGetValue(user, out var urgent) ? urgent : null;

    /// <summary>Takes the polls out, to be written.</summary>
    /// <param name="all">Those that were gathered as well.</param>
    public IReadOnlyDictionary<UserId, DateTimeOffset> Take(bool all)
    {
        var taken = new Dictionary<UserId, DateTimeOffset>();
        foreach (var log in all ? [_gathered, _urgent] : new[] { _urgent })
        {
            foreach (var (user, _) in log)
            {
                if (log.TryRemove(user, out var at)) taken[user] = at;
            }
        }

        foreach (var (user, at) in taken) _written[user] = at;
        return taken;
    }

    /// <summary>Takes back polls that could not be written.</summary>
    public void Return(IReadOnlyDictionary<UserId, DateTimeOffset> polls)
    {
        foreach (var (user, at) in polls) _gathered.TryAdd(user, at);
    }

    /// <summary>Forgets when those were written who no longer poll.</summary>
    public void Forget(DateTimeOffset now)
    {
        foreach (var poll in _written.Where(poll => now - poll.Value >= _regular)) _written.TryRemove(poll);
    }

    public void Dispose() => _latch.Dispose();
}

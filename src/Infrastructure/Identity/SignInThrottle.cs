using Microsoft.Extensions.Options;

namespace Messaging.Infrastructure.Identity;

/// <summary>
/// Counts wrong passwords by user name and address, so that nobody can lock a person out from somewhere else.
/// In the memory of this node: with several nodes, each allows as many.
/// </summary>
internal sealed class SignInThrottle(IOptions<AuthOptions> options, TimeProvider time)
{
    /// <summary>The most counters that are kept; then the oldest go.</summary>
    private const int MostCounters = 50_000;

    /// <summary>So many wrong passwords for one name, from anywhere, and each address gets only <see cref="FewAttempts"/>.</summary>
    private const int ManyForOneName = 100;

    private const int FewAttempts = 3;

    private static readonly TimeSpan LongestDelay = TimeSpan.FromHours(1);

    /// <summary>A counter that rests for so long is forgotten.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromHours(2);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Name, string? Source), Counter> _counters = [];

    /// <summary>How many counters are kept.</summary>
    internal int Counters
    {
        get
        {
            lock (_gate) return _counters.Count;
        }
    }

    /// <summary>How long this name has to wait at this address; null when it may try.</summary>
    public TimeSpan? Wait(string name, string source)
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            return _counters.TryGetValue((name, source), out var counter) && counter.ClosedUntil > now ? counter.ClosedUntil - now : null;
        }
    }

    /// <summary>Counts a wrong password.</summary>
    /// <returns>How long the name has to wait at this address from now on; null when it may try again at once.</returns>
    public TimeSpan? Failed(string name, string source)
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            var fromAnywhere = Count((name, null), now).Failures;
            var counter = Count((name, source), now);
            var allowed = fromAnywhere > ManyForOneName ? FewAttempts : options.Value.LockoutAttempts;
            if (counter.Failures < allowed) return null;

            var delay = DelayAfter(counter.Failures - allowed);
            counter.ClosedUntil = now + delay;
            return delay;
        }
    }

    /// <summary>Forgets the wrong passwords of this name at this address.</summary>
    public void Succeeded(string name, string source)
    {
        lock (_gate) _counters.Remove((name, source));
    }

    private TimeSpan DelayAfter(int more)
    {
        var first = TimeSpan.FromSeconds(options.Value.LockoutSeconds);
        var longest = first > LongestDelay ? first : LongestDelay;
        var delay = first * Math.Pow(2, Math.Min(more, 20));
        return delay < longest ? delay : longest;
    }

    private Counter Count((string Name, string? Source) key, DateTimeOffset now)
    {
        if (!_counters.TryGetValue(key, out var counter) || counter.LastAt + Memory < now)
        {
            if (_counters.Count >= MostCounters) MakeRoom(now);
            _counters[key] = counter = new Counter();
        }

        counter.Failures++;
        counter.LastAt = now;
        return counter;
    }

    private void MakeRoom(DateTimeOffset now)
    {
        foreach (var (key, _) in _counters.Where(entry => entry.Value.LastAt + Memory < now).ToArray()) _counters.Remove(key);
        if (_counters.Count < MostCounters) return;
        // Those that still close an address stay for as long as there are others.
        foreach (var (key, _) in _counters.OrderBy(entry => entry.Value.ClosedUntil).ThenBy(entry => entry.Value.LastAt).Take(MostCounters / 10).ToArray()) _counters.Remove(key);
    }

    private sealed class Counter
    {
        public int Failures { get; set; }

        public DateTimeOffset LastAt { get; set; }

        public DateTimeOffset ClosedUntil { get; set; }
    }
}

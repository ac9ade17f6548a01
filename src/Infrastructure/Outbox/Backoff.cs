namespace Messaging.Infrastructure.Outbox;

/// <summary>Waits between failed calls: exponential, capped, with full jitter in the upper half so that lanes do not knock together.</summary>
internal sealed class Backoff(OutboxOptions options)
{
    private int _failures;

    public int Failures => _failures;

    public void Reset() => _failures = 0;

    /// <summary>The next wait, at least what the service asked for.</summary>
    public TimeSpan Next(TimeSpan? retryAfter)
    {
        var ceiling = Math.Min(options.BackoffMaxMilliseconds, options.BackoffMinMilliseconds * Math.Pow(2, Math.Min(_failures++, 20)));
        var wait = TimeSpan.FromMilliseconds(ceiling * (0.5 + (Random.Shared.NextDouble() / 2)));
        if (retryAfter is not { } asked) return wait;

        var longest = TimeSpan.FromMilliseconds(options.RetryAfterMaxMilliseconds);
        return asked < wait ? wait : asked < longest ? asked : longest;
    }
}

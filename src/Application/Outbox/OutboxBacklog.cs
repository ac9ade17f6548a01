using Messaging.Domain.Common;

namespace Messaging.Application.Outbox;

/// <summary>
/// How much waits in the outbox, as the dispatcher last saw it. Above the limit writes are refused:
/// better a clear “later” than a database that grows until it stops.
/// </summary>
public sealed class OutboxBacklog
{
    private long _waiting;
    private long _limit = long.MaxValue;

    /// <summary>Told by the dispatcher.</summary>
    public void Report(long waiting, long limit)
    {
        Volatile.Write(ref _limit, limit);
        Volatile.Write(ref _waiting, waiting);
    }

    /// <exception cref="RefusedException"><c>outbox_full</c>, with a time to retry after.</exception>
    public void RefuseWhenFull()
    {
        if (Volatile.Read(ref _waiting) < Volatile.Read(ref _limit)) return;
        throw new RefusedException(Refusal.Unavailable, "outbox_full", "Too many changes wait to be delivered. Try again in a few seconds.")
        {
            RetryAfter = TimeSpan.FromSeconds(5),
        };
    }
}

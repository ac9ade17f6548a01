using System.Collections.Concurrent;
using Messaging.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Common;

/// <summary>
/// How much work each user may cause, in rows of conversation lists that have to be written or sent anew:
/// a group of 100 costs 100, a changed name as many as the user has conversations. A bucket per user, in
/// this process.
/// </summary>
/// <param name="burst">Rows at once, at least 1. Dearer work costs this much, or it could never be done.</param>
/// <param name="perSecond">Rows each second, above 0.</param>
/// <param name="time">The clock.</param>
public sealed class WorkBudget(int burst, double perSecond, TimeProvider time)
{
    // When the bucket of a user will be full again; who is not here has a full one.
    private readonly ConcurrentDictionary<UserId, DateTimeOffset> _fullAt = new();
    private long _spent;

    /// <summary>A budget that never ends.</summary>
    public static WorkBudget Unlimited { get; } = new(int.MaxValue, int.MaxValue, TimeProvider.System);

    /// <summary>Takes the cost from the user's bucket.</summary>
    /// <exception cref="RefusedException"><c>rate_limited</c>, with the time to wait.</exception>
    public void Spend(UserId user, int rows)
    {
        var now = time.GetUtcNow();
        var cost = TimeSpan.FromSeconds(Math.Clamp(rows, 1, burst) / perSecond);
        var longest = TimeSpan.FromSeconds(burst / perSecond);
        if (Interlocked.Increment(ref _spent) % 1_000 == 0) Forget(now);
        while (true)
        {
            var known = _fullAt.TryGetValue(user, out var fullAt);
            var until = (known && fullAt > now ? fullAt : now) + cost;
            if (until - now > longest)
            {
                throw new RefusedException(Refusal.TooMany, "rate_limited", "That was much work in a short time. Try again after the time in Retry-After.")
                {
                    RetryAfter = until - now - longest,
                };
            }

            if (known ? _fullAt.TryUpdate(user, until, fullAt) : _fullAt.TryAdd(user, until)) return;
        }
    }

    /// <summary>Takes as much as the user has conversations: all their rows show something new, to many people.</summary>
    /// <exception cref="RefusedException"><c>rate_limited</c>, with the time to wait.</exception>
    public async Task SpendOnRowsOfAsync(IMessagingDb db, UserId user, CancellationToken cancellationToken) =>
        Spend(user, await db.Members.CountAsync(member => member.UserId == user, cancellationToken));

    private void Forget(DateTimeOffset now)
    {
        foreach (var bucket in _fullAt.Where(bucket => bucket.Value <= now)) _fullAt.TryRemove(bucket);
    }
}

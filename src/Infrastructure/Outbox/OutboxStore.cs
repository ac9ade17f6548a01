using Messaging.Application.Common;
using Messaging.Domain.Common;
using Messaging.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Infrastructure.Outbox;

/// <summary>The dispatcher's statements. Every write is one short transaction; none is open during a push.</summary>
internal sealed class OutboxStore(MessagingDbContext db, TimeProvider time)
{
    /// <summary>The database's clock, which all nodes share.</summary>
    public Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken) => db.NowAsync(cancellationToken);

    /// <summary>The next rows of a lane, in commit order per key, without the keys that have to wait.</summary>
    public Task<List<OutboxMessage>> ReadAsync(int lane, IReadOnlyCollection<Guid> waitingKeys, int limit, CancellationToken cancellationToken)
    {
        var rows = db.Outbox.Where(row => row.Lane == lane && row.ParkedAt == null);
        if (waitingKeys.Count > 0) rows = rows.Where(row => !waitingKeys.Contains(row.OrderKey));
        return rows.OrderBy(row => row.Id).Take(limit).AsNoTracking().ToListAsync(cancellationToken);
    }

    /// <summary>Deletes what is done; a row that was parked on the way stays.</summary>
    public Task DeleteAsync(IReadOnlyCollection<long> ids, CancellationToken cancellationToken) =>
        WriteAsync(rows => rows.Where(row => EF.Parameter(ids).Contains(row.Id) && row.ParkedAt == null).ExecuteDeleteAsync(cancellationToken), cancellationToken);

    /// <summary>Notes a failure that was not the rows' own: they stay due.</summary>
    public Task CountAttemptAsync(IReadOnlyCollection<long> ids, string error, CancellationToken cancellationToken) =>
        WriteAsync(
            rows => rows.Where(row => ids.Contains(row.Id)).ExecuteUpdateAsync(
                set => set.SetProperty(row => row.Attempts, row => row.Attempts + 1).SetProperty(row => row.LastError, Shorten(error)), cancellationToken),
            cancellationToken);

    /// <summary>Notes a failure of the row's own consumers: they are tried again later, and later rows of the key wait for it.</summary>
    /// <param name="id">The row.</param>
    /// <param name="consumers">Those that failed; the others are done.</param>
    /// <param name="delay">When to try again.</param>
    /// <param name="error">The message of the failure.</param>
    /// <param name="cancellationToken">Ends the write.</param>
    public async Task DelayAsync(long id, string consumers, TimeSpan delay, string error, CancellationToken cancellationToken)
    {
        var dueAt = await db.NowAsync(cancellationToken) + delay;
        await WriteAsync(
            rows => rows.Where(row => row.Id == id).ExecuteUpdateAsync(
                set => set
                    .SetProperty(row => row.Consumers, consumers)
                    .SetProperty(row => row.Attempts, row => row.Attempts + 1)
                    .SetProperty(row => row.LastError, Shorten(error))
                    .SetProperty(row => row.DueAt, dueAt),
                cancellationToken),
            cancellationToken);
    }

    /// <summary>Takes a row out of its lane, for an admin to look at.</summary>
    /// <param name="id">The row.</param>
    /// <param name="consumers">Those that failed; the others are done.</param>
    /// <param name="error">The message of the failure.</param>
    /// <param name="cancellationToken">Ends the write.</param>
    public Task ParkAsync(long id, string consumers, string error, CancellationToken cancellationToken)
    {
        var now = time.Now();
        return WriteAsync(
            rows => rows.Where(row => row.Id == id).ExecuteUpdateAsync(
                set => set
                    .SetProperty(row => row.Consumers, consumers)
                    .SetProperty(row => row.Attempts, row => row.Attempts + 1)
                    .SetProperty(row => row.LastError, Shorten(error))
                    .SetProperty(row => row.ParkedAt, now),
                cancellationToken),
            cancellationToken);
    }

    /// <summary>The newest row's id; 0 in an empty table.</summary>
    public async Task<long> NewestIdAsync(CancellationToken cancellationToken) =>
        await db.Outbox.OrderByDescending(row => row.Id).Select(row => (long?)row.Id).FirstOrDefaultAsync(cancellationToken) ?? 0;

    /// <summary>Lanes with a row that is due. One look at an index for each lane, however much waits.</summary>
    /// <param name="upTo">Only rows with at most this id.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public async Task<List<int>> DueLanesAsync(long upTo, CancellationToken cancellationToken)
    {
        var now = await db.NowAsync(cancellationToken);
        return await db.LaneLeases
            .Where(lease => db.Outbox.Any(row => row.Lane == lease.Lane && row.ParkedAt == null && row.Id <= upTo && row.DueAt <= now))
            .Select(lease => lease.Lane)
            .ToListAsync(cancellationToken);
    }

    /// <summary>How many rows wait, and since when the oldest of them does.</summary>
    /// <param name="most">Stops counting here.</param>
    /// <param name="cancellationToken">Ends the queries.</param>
    public async Task<(long Waiting, DateTimeOffset? Oldest)> BacklogAsync(long most, CancellationToken cancellationToken)
    {
        var waiting = db.Outbox.Where(row => row.ParkedAt == null);
        var oldest = await waiting.OrderBy(row => row.Id).Select(row => (DateTimeOffset?)row.CreatedAt).FirstOrDefaultAsync(cancellationToken);
        if (oldest is null) return (0, null);

        var counted = (int)Math.Min(most, int.MaxValue);
        return (await waiting.Select(row => row.Id).Take(counted).LongCountAsync(cancellationToken), oldest);
    }

    private Task<int> WriteAsync(Func<DbSet<OutboxMessage>, Task<int>> write, CancellationToken cancellationToken) =>
        db.InTransactionAsync(_ => write(db.Outbox), cancellationToken);

    private static string Shorten(string error) => error.Length <= 500 ? error : error[..500];
}

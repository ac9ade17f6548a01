using Messaging.Application.Outbox;
using Messaging.Domain.Common;
using Messaging.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Infrastructure.Outbox;

/// <summary>The dispatcher's statements. Every write is one short transaction; none is open during a push.</summary>
internal sealed class OutboxStore(MessagingDbContext db, TimeProvider time)
{
    /// <summary>
    /// Takes a connection for as long as the scope lives. A busy app lets everybody queue for one: who takes it anew for
    /// every statement queues as often, and events fall seconds behind the messages that were answered.
    /// </summary>
    public Task ConnectAsync(CancellationToken cancellationToken) => db.Database.OpenConnectionAsync(cancellationToken);

    /// <summary>The next rows of a lane, in commit order per key, without the keys that have to wait.</summary>
    public Task<List<OutboxMessage>> ReadAsync(int lane, IReadOnlyCollection<Guid> waitingKeys, int limit, CancellationToken cancellationToken)
    {
        var rows = db.Outbox.Where(row => row.Lane == lane && row.ParkedAt == null);
        if (waitingKeys.Count > 0) rows = rows.Where(row => !waitingKeys.Contains(row.OrderKey));
        return rows.OrderBy(row => row.Id).Take(limit).AsNoTracking().ToListAsync(cancellationToken);
    }

    /// <summary>Deletes what is done; a row that was parked on the way stays.</summary>
    public Task DeleteAsync(IReadOnlyCollection<long> ids, CancellationToken cancellationToken) =>
        WriteAsync(rows => rows.Where(row => ids.Contains(row.Id) && row.ParkedAt == null).ExecuteDeleteAsync(cancellationToken), cancellationToken);

    /// <summary>Notes a failure that was not the rows' own: they stay due.</summary>
    public Task CountAttemptAsync(IReadOnlyCollection<long> ids, string error, CancellationToken cancellationToken) =>
        WriteAsync(
            rows => rows.Where(row => ids.Contains(row.Id)).ExecuteUpdateAsync(
                set => set.SetProperty(row => row.Attempts, row => row.Attempts + 1).SetProperty(row => row.LastError, Shorten(error)), cancellationToken),
            cancellationToken);

    /// <summary>Notes a failure of the row's own consumer: it is tried again later, and later rows of its key wait for it.</summary>
    public Task DelayAsync(long id, DateTimeOffset dueAt, string error, CancellationToken cancellationToken) =>
        WriteAsync(
            rows => rows.Where(row => row.Id == id).ExecuteUpdateAsync(
                set => set.SetProperty(row => row.Attempts, row => row.Attempts + 1).SetProperty(row => row.LastError, Shorten(error)).SetProperty(row => row.DueAt, dueAt),
                cancellationToken),
            cancellationToken);

    /// <summary>Takes a row out of its lane, for an admin to look at.</summary>
    public Task ParkAsync(long id, string error, CancellationToken cancellationToken)
    {
        var now = time.Now();
        return WriteAsync(
            rows => rows.Where(row => row.Id == id).ExecuteUpdateAsync(
                set => set.SetProperty(row => row.Attempts, row => row.Attempts + 1).SetProperty(row => row.LastError, Shorten(error)).SetProperty(row => row.ParkedAt, now),
                cancellationToken),
            cancellationToken);
    }

    /// <summary>What waits in each lane.</summary>
    public Task<List<LaneBacklog>> BacklogAsync(CancellationToken cancellationToken) => db.Outbox
        .Where(row => row.ParkedAt == null)
        .GroupBy(row => row.Lane)
        .Select(lane => new LaneBacklog(lane.Key, lane.LongCount(), lane.Min(row => row.CreatedAt), lane.Min(row => row.DueAt)))
        .ToListAsync(cancellationToken);

    private Task<int> WriteAsync(Func<DbSet<OutboxMessage>, Task<int>> write, CancellationToken cancellationToken) =>
        db.InTransactionAsync(_ => write(db.Outbox), cancellationToken);

    private static string Shorten(string error) => error.Length <= 500 ? error : error[..500];
}

/// <summary>What waits in a lane.</summary>
internal sealed record LaneBacklog(int Lane, long Waiting, DateTimeOffset Oldest, DateTimeOffset NextDue);

using Messaging.Application.Common;
using Messaging.Infrastructure.Nodes;
using Messaging.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Infrastructure.Outbox;

/// <summary>
/// Shares the lanes out among the nodes that run. The nodes agree without talking to each other: each
/// takes what is free up to its share and gives back what is above it.
/// </summary>
internal sealed class LaneStore(MessagingDbContext db)
{
    /// <summary>Says that this node runs, renews its leases, and takes free or expired lanes up to its share.</summary>
    public async Task<LaneShare> RenewAsync(string node, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        var now = await db.NowAsync(cancellationToken);
        var until = now + lifetime;
        // Together, so that a node which dies is forgotten at the moment its lanes are free.
        await WriteAsync(
            async cancellation =>
            {
                var known = await db.LiveNodes.Where(row => row.Name == node).ExecuteUpdateAsync(
                    set => set.SetProperty(row => row.ExpiresAt, until).SetProperty(row => row.Format, OutboxFormat.RowPerEvent), cancellation);
                if (known == 0) db.LiveNodes.Add(new LiveNode { Name = node, ExpiresAt = until, Format = OutboxFormat.RowPerEvent });
                return await db.LaneLeases.Where(lease => lease.Owner == node).ExecuteUpdateAsync(set => set.SetProperty(lease => lease.ExpiresAt, until), cancellation);
            },
            cancellationToken);
        var (nodes, most, format) = await ShareAsync(node, now, cancellationToken);

        // Asked after the renewal: what is ours now, nobody takes before it runs out.
        var leases = await db.LaneLeases.AsNoTracking().OrderBy(lease => lease.Lane).ToListAsync(cancellationToken);
        var owned = leases.Where(lease => lease.Owner == node && lease.ExpiresAt > now).Select(lease => lease.Lane).ToHashSet();
        foreach (var lane in leases.Where(lease => lease.Owner.Length == 0 || lease.ExpiresAt < now).Select(lease => lease.Lane))
        {
            if (owned.Count >= most) break;
            if (await TakeAsync(lane, node, now, until, cancellationToken)) owned.Add(lane);
        }

        return new LaneShare(owned, most, nodes, format);
    }

    /// <summary>Gives one lane back. The node must not use it any more when it calls this.</summary>
    public Task ReleaseAsync(int lane, string node, CancellationToken cancellationToken) =>
        WriteAsync(cancellation => FreeAsync(db.LaneLeases.Where(lease => lease.Lane == lane && lease.Owner == node), cancellation), cancellationToken);

    /// <summary>Gives all lanes back, so that the next owner need not wait for the leases to run out.</summary>
    public Task LeaveAsync(string node, CancellationToken cancellationToken) => WriteAsync(
        async cancellation =>
        {
            await db.LiveNodes.Where(row => row.Name == node).ExecuteDeleteAsync(cancellation);
            return await FreeAsync(db.LaneLeases.Where(lease => lease.Owner == node), cancellation);
        },
        cancellationToken);

    /// <summary>
    /// One row in a transaction of its own: a second taker waits for the row and then finds the condition
    /// false, on every database; and nobody who waits holds another row, so there is no deadlock.
    /// </summary>
    private async Task<bool> TakeAsync(int lane, string node, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken) =>
        await WriteAsync(
            cancellation => db.LaneLeases
                .Where(lease => lease.Lane == lane && (lease.Owner == "" || lease.ExpiresAt < now))
                .ExecuteUpdateAsync(
                    set => set
                        .SetProperty(lease => lease.Owner, node)
                        .SetProperty(lease => lease.ExpiresAt, until),
                    cancellation),
            cancellationToken) == 1;

    /// <summary>How many nodes run, and how many lanes are for this one: the same sum for all, 16 in total.</summary>
    private async Task<(int Nodes, int Most, int Format)> ShareAsync(string node, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var nodes = await db.LiveNodes.AsNoTracking().ToListAsync(cancellationToken);
        if (nodes.Exists(row => row.ExpiresAt < now))
            await WriteAsync(cancellation => db.LiveNodes.Where(row => row.ExpiresAt < now).ExecuteDeleteAsync(cancellation), cancellationToken);

        var live = nodes.Where(row => row.ExpiresAt >= now).OrderBy(row => row.Name, StringComparer.Ordinal).ToList();
        var isAmongTheFirst = live.FindIndex(row => row.Name == node) < LaneLease.Lanes % live.Count;
        return (live.Count, (LaneLease.Lanes / live.Count) + (isAmongTheFirst ? 1 : 0), live.Min(row => row.Format ?? OutboxFormat.RowPerConsumer));
    }

    // The time stays: a lane that nobody takes for long is one that the watch over the dispatcher reports.
    private static Task<int> FreeAsync(IQueryable<LaneLease> leases, CancellationToken cancellationToken) =>
        leases.ExecuteUpdateAsync(set => set.SetProperty(lease => lease.Owner, ""), cancellationToken);

    private Task<int> WriteAsync(Func<CancellationToken, Task<int>> write, CancellationToken cancellationToken) =>
        ((IMessagingDb)db).InTransactionAsync(write, cancellationToken);
}

/// <param name="Owned">The lanes whose lease this node holds.</param>
/// <param name="Most">How many are for this node. More than it owns: the rest is not free yet. Fewer: some are to be given back.</param>
/// <param name="Nodes">How many nodes run, this one included.</param>
/// <param name="Format">The newest form of rows that all of them read: see <see cref="OutboxFormat"/>.</param>
internal sealed record LaneShare(HashSet<int> Owned, int Most, int Nodes, int Format);

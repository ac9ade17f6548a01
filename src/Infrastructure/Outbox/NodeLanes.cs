using System.Collections.Immutable;
using Messaging.Infrastructure.Nodes;
using Messaging.Infrastructure.Realtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Messaging.Infrastructure.Outbox;

/// <summary>The lanes that this node may empty at the moment, and the way in which it gets them and gives them back.</summary>
internal sealed partial class NodeLanes(
    IServiceScopeFactory scopes, OutboxSignal signal, SentRows sent, OutboxMetrics metrics, IOptions<OutboxOptions> options, IOptions<PushOptions> push,
    ThisNode node, OutboxFormat format, TimeProvider time, ILogger<NodeLanes> logger) : IDisposable
{
    private readonly TimeSpan _lifetime = TimeSpan.FromMilliseconds(options.Value.LeaseMilliseconds);

    // Renewing and giving back exclude each other, or a lane that was just given back could be taken for ours.
    private readonly SemaphoreSlim _leasing = new(1);
    private volatile Leases _leases = new([], [], 0, IsAlone: false);

    /// <summary>
    /// True while no other node is expected and none was seen at the last renewal. Then all that is pushed was committed here,
    /// and need not be read back.
    /// </summary>
    public bool IsAlone => _leases.IsAlone;

    /// <summary>True while the lease outlives the longest call that may start now.</summary>
    public bool Owns(int lane)
    {
        var leases = _leases;
        return leases.Lanes.Contains(lane) && time.GetElapsedTime(leases.AskedAt) < _lifetime / 2;
    }

    /// <summary>Renews what this node has, takes what is free of its share, and wakes the runners whose lane is new or too many.</summary>
    /// <returns>When to renew again.</returns>
    public async Task<TimeSpan> RenewAsync(CancellationToken cancellationToken)
    {
        await _leasing.WaitAsync(cancellationToken);
        try
        {
            // Measured from before the question, on the monotonic clock: never longer than the truth.
            var asked = time.GetTimestamp();
            var share = await WithStoreAsync(store => store.RenewAsync(node.Name, _lifetime, cancellationToken));
            var before = _leases.Lanes;
            var mine = share.Owned.Order().Take(share.Most).ToImmutableHashSet();
            _leases = new Leases(mine, [.. share.Owned.Except(mine)], asked, IsAlone: share.Nodes == 1 && push.Value.Nodes <= 1);
            format.Seen(share.Format);
            foreach (var lane in share.Owned.Where(lane => !mine.Contains(lane) || !before.Contains(lane))) signal.Wake(lane);
            if (!mine.SetEquals(before)) LogShare(mine.Count, LaneLease.Lanes, share.Nodes);
            metrics.Owns(mine.Count);
            // Lanes that another node gives back should not lie idle.
            return share.Owned.Count < share.Most ? _lifetime / 40 : _lifetime / 5;
        }
        finally
        {
            _leasing.Release();
        }
    }

    /// <summary>Gives the lane back if another node is to have it. Called by the lane's own runner, so no call for it is open.</summary>
    public async Task GiveBackAsync(int lane, CancellationToken cancellationToken)
    {
        if (!_leases.Surplus.Contains(lane)) return;

        await _leasing.WaitAsync(cancellationToken);
        try
        {
            // A renewal in between may have decided that it stays.
            if (!_leases.Surplus.Contains(lane)) return;
            // The next owner reads the table.
            await sent.FlushAsync(cancellationToken);
            await WithStoreAsync(async store =>
            {
                await store.ReleaseAsync(lane, node.Name, cancellationToken);
                return true;
            });
            _leases = _leases with { Surplus = _leases.Surplus.Remove(lane) };
        }
        finally
        {
            _leasing.Release();
        }
    }

    /// <summary>Gives everything back. No runner may be at work any more.</summary>
    public Task LeaveAsync() => WithStoreAsync(async store =>
    {
        await store.LeaveAsync(node.Name, CancellationToken.None);
        return true;
    });

    public void Dispose() => _leasing.Dispose();

    private async Task<T> WithStoreAsync<T>(Func<LaneStore, Task<T>> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<LaneStore>());
    }

    /// <param name="Lanes">Those that this node empties.</param>
    /// <param name="Surplus">Those that it still holds and is to give back.</param>
    /// <param name="AskedAt">Timestamp of the renewal.</param>
    /// <param name="IsAlone">Whether no other node runs.</param>
    private sealed record Leases(ImmutableHashSet<int> Lanes, ImmutableHashSet<int> Surplus, long AskedAt, bool IsAlone);

    [LoggerMessage(13, LogLevel.Information, "This node has {Lanes} of {All} outbox lanes, {Nodes} nodes run")]
    private partial void LogShare(int lanes, int all, int nodes);
}

using Messaging.Application.Outbox;

namespace Messaging.Infrastructure.Outbox;

/// <summary>One latch per lane: set by a commit, taken by the lane's runner. Setting it twice is setting it once.</summary>
public sealed class OutboxSignal : IOutboxSignal, IDisposable
{
    private readonly SemaphoreSlim[] _latches = [.. Enumerable.Range(0, LaneLease.Lanes).Select(_ => new SemaphoreSlim(0))];

    /// <inheritdoc/>
    public void Wake(int lane)
    {
        // Two wakers at once may both release: the runner then looks once more and finds nothing.
        if (_latches[lane].CurrentCount == 0) _latches[lane].Release();
    }

    /// <summary>Called before <see cref="WakeAll"/> wakes the lanes.</summary>
    internal Action? LookingAgain { get; set; }

    /// <inheritdoc/>
    public void WakeAll()
    {
        LookingAgain?.Invoke();
        for (var lane = 0; lane < LaneLease.Lanes; lane++) Wake(lane);
    }

    /// <summary>Completes when the lane has been woken since the last call.</summary>
    internal Task WaitAsync(int lane, CancellationToken cancellationToken) => _latches[lane].WaitAsync(cancellationToken);

    public void Dispose()
    {
        foreach (var latch in _latches) latch.Dispose();
    }
}

using System.Collections.Frozen;
using Messaging.Domain.Common;

namespace Messaging.Application.Sync;

/// <summary>One poll that waits.</summary>
internal sealed class SyncWaiter(Action<SyncWaiter> unregister) : IDisposable
{
    private TaskCompletionSource _woken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private FrozenSet<UserId> _watched = [];

    /// <summary>Whose presence the poll's answer shows.</summary>
    public void Watch(IEnumerable<UserId> users) => Volatile.Write(ref _watched, users.ToFrozenSet());

    public bool Watches(UserId user) => Volatile.Read(ref _watched).Contains(user);

    public void Wake() => Volatile.Read(ref _woken).TrySetResult();

    /// <summary>Waits to be woken and becomes ready for the next time.</summary>
    /// <returns>False when the time was over, or it is time to stop waiting.</returns>
    public async Task<bool> WaitAsync(TimeSpan longest, TimeProvider time, CancellationToken stop)
    {
        try
        {
            await Volatile.Read(ref _woken).Task.WaitAsync(longest, time, stop);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            return false;
        }

        // Before the next look, so that what happens during it is not missed.
        Volatile.Write(ref _woken, new(TaskCreationOptions.RunContinuationsAsynchronously));
        return true;
    }

    public void Dispose() => unregister(this);
}

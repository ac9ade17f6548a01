using Messaging.Domain.Common;

namespace Messaging.Application.Sync;

/// <summary>One poll that waits.</summary>
internal sealed class SyncWaiter(Action<SyncWaiter> unregister) : IDisposable
{
    private TaskCompletionSource<SyncWake> _woken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private UserId[] _watched = [];

    /// <summary>The users whose presence the answer shows.</summary>
    /// <param name="users">In the order of their ids. Kept as it is: polls of one user share it.</param>
    public void Watch(UserId[] users) => Volatile.Write(ref _watched, users);

    public bool Watches(UserId user) => Array.BinarySearch(Volatile.Read(ref _watched), user, ById) >= 0;

    public void Wake(SyncWake wake) => Volatile.Read(ref _woken).TrySetResult(wake);

    /// <summary>Waits to be woken and becomes ready for the next time.</summary>
    /// <returns>Null when the time was over, or it is time to stop waiting.</returns>
    public async Task<SyncWake?> WaitAsync(TimeSpan longest, TimeProvider time, CancellationToken stop)
    {
        SyncWake wake;
        try
        {
            wake = await Volatile.Read(ref _woken).Task.WaitAsync(longest, time, stop);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            return null;
        }

        // Before the next look, so that what happens during it is not missed.
        Volatile.Write(ref _woken, new(TaskCreationOptions.RunContinuationsAsynchronously));
        return wake;
    }

    public void Dispose() => unregister(this);

    internal static IComparer<UserId> ById { get; } = Comparer<UserId>.Create((one, other) => one.Value.CompareTo(other.Value));
}

/// <summary>Tells how many polls were woken together.</summary>
internal enum SyncWake
{
    /// <summary>A few: the poll looks at once.</summary>
    Alone,

    /// <summary>Many: they look one after the other, see <see cref="SyncCrowd"/>.</summary>
    InCrowd,
}

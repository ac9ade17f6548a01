namespace Messaging.Infrastructure.Outbox;

/// <summary>
/// Tells the lanes that wait after a failed call that the push service takes calls again. The first lane that gets through
/// wakes the others, so an outage does not end for each of them at a moment of its own.
/// </summary>
internal sealed class PushReturn
{
    private TaskCompletionSource _next = Make();
    private volatile bool _hasFailed;

    /// <summary>Completes at the next return. Take it before a call: a return that happens during the call then counts.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    /// <summary>A call failed, and its lane is about to wait.</summary>
    public void Failed() => _hasFailed = true;

    /// <summary>A call was accepted. Wakes the lanes that wait.</summary>
    public void Accepted()
    {
        if (!_hasFailed) return;

        _hasFailed = false;
        Interlocked.Exchange(ref _next, Make()).SetResult();
    }

    private static TaskCompletionSource Make() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

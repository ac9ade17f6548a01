namespace Messaging.Infrastructure.Outbox;

/// <summary>
/// The wait of one lane after a failed call. It ends early when another lane finds that the push service takes calls again. When
/// that did not help, the next wait lasts, so a lane whose calls fail alone keeps its distance.
/// </summary>
internal sealed class LanePause(PushReturn push, TimeProvider time)
{
    private static readonly Task Never = new TaskCompletionSource().Task;

    private Task _return = Never;
    private bool _endedEarly;

    /// <summary>A call begins. A return of the push service that happens from now on ends the next wait.</summary>
    public void BeginCall() => _return = push.Next;

    /// <summary>The push service took the call.</summary>
    public void Accepted()
    {
        _endedEarly = false;
        push.Accepted();
    }

    /// <summary>The call failed.</summary>
    /// <param name="mayEndEarly">False when the service asked for a time, or when an operator has to act.</param>
    public void Failed(bool mayEndEarly)
    {
        if (!mayEndEarly || _endedEarly) _return = Never;
        push.Failed();
    }

    /// <summary>Waits before the next call.</summary>
    /// <param name="delay">The longest wait.</param>
    /// <param name="cancellationToken">Ends the wait without an exception.</param>
    public async Task WaitAsync(TimeSpan delay, CancellationToken cancellationToken)
    {
        await _return.WaitAsync(delay, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _endedEarly = _return.IsCompleted;
    }
}

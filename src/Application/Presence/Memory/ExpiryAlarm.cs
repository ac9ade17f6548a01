namespace Messaging.Application.Presence.Memory;

/// <summary>Says when it is worth looking for graces that have run out, so that nobody waits for the next run of the job.</summary>
public sealed class ExpiryAlarm(PresenceOptions options, TimeProvider time) : IDisposable
{
    // A clock may be read a little early.
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(20);

    private readonly SemaphoreSlim _latch = new(0);

    /// <summary>Goes off when a grace that begins now has run out.</summary>
    public void SetGrace() => _ = GoOffAsync();

    /// <summary>Waits until it goes off.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => _latch.WaitAsync(cancellationToken);

    public void Dispose() => _latch.Dispose();

    private async Task GoOffAsync()
    {
        await Task.Delay(options.LeaveGrace + Margin, time);
        if (_latch.CurrentCount > 0) return;
        try
        {
            _latch.Release();
        }
        catch (ObjectDisposedException)
        {
            // The app stopped in the meantime.
        }
    }
}

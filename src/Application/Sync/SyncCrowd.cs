namespace Messaging.Application.Sync;

/// <summary>
/// Lets polls that were woken together read one after the other, so that everybody else's requests stay
/// quick. Polls that ask the same share one read.
/// </summary>
internal sealed class SyncCrowd : IDisposable
{
    // Half of the machine is for the others.
    private readonly SemaphoreSlim _gate = new(Math.Max(1, Environment.ProcessorCount / 2));
    private readonly Lock _lock = new();
    private readonly Dictionary<SyncQuestion, TaskCompletionSource<SyncLook>> _queued = [];

    /// <summary>Reads when it is this question's turn. A read that is still in the queue is shared, because it sees all that was committed before this call.</summary>
    /// <param name="question">The question.</param>
    /// <param name="readAsync">Reads the answer. It runs to its end even if its own client is gone, for the others.</param>
    public async Task<SyncLook> ReadAsync(SyncQuestion question, Func<Task<SyncLook>> readAsync)
    {
        TaskCompletionSource<SyncLook>? shared;
        var own = new TaskCompletionSource<SyncLook>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (!_queued.TryGetValue(question, out shared)) _queued.Add(question, own);
        }

        if (shared is not null) return await shared.Task;

        await _gate.WaitAsync();
        lock (_lock) _queued.Remove(question);
        try
        {
            own.SetResult(await readAsync());
        }
        catch (Exception exception)
        {
            own.SetException(exception);
        }
        finally
        {
            _gate.Release();
        }

        return await own.Task;
    }

    public void Dispose() => _gate.Dispose();
}

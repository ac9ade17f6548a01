using Messaging.Domain.Common;

namespace Messaging.Application.Common;

/// <summary>
/// Lets requests that wait at the same time share one transaction. Nobody waits for company: the first request starts at
/// once, and what arrives meanwhile goes together next. A quiet server is as quick as without it, and a busy one pays per
/// group instead of per request.
/// </summary>
/// <param name="commit">Commits a group and returns an outcome for each request, in order. Throws when nothing was committed.</param>
/// <param name="concernsAll">True for a failure that everybody who waits would meet as well: all are told at once, so nobody waits for long.</param>
/// <param name="largest">The most requests in a group.</param>
/// <param name="mostWaiting">The most requests that wait; beyond it they are refused.</param>
public sealed class GroupCommit<TRequest, TResult>(
    Func<IReadOnlyList<TRequest>, Task<IReadOnlyList<Outcome<TResult>>>> commit, Func<Exception, bool> concernsAll, int largest, int mostWaiting)
{
    private readonly Lock _gate = new();
    private readonly Queue<Waiting> _waiting = new();
    private bool _isRunning;

    /// <summary>Commits a request together with those that wait. A caller who hangs up changes nothing.</summary>
    /// <exception cref="RefusedException"><c>busy</c>: too many requests wait.</exception>
    public Task<TResult> AddAsync(TRequest request)
    {
        var waiting = new Waiting(request);
        lock (_gate)
        {
            if (_waiting.Count >= mostWaiting) throw Busy();
            _waiting.Enqueue(waiting);
            if (_isRunning) return waiting.Result.Task;
            _isRunning = true;
        }

        _ = Task.Run(RunAsync);
        return waiting.Result.Task;
    }

    private async Task RunAsync()
    {
        while (Take(largest) is { Count: > 0 } group)
        {
            // One of a group that fails is at fault, or the database is: each by itself tells.
            if (!await TryCommitAsync(group, isLast: group.Count == 1))
                foreach (var one in group) await TryCommitAsync([one], isLast: true);
        }
    }

    private List<Waiting> Take(int most)
    {
        lock (_gate)
        {
            var group = new List<Waiting>(Math.Min(most, _waiting.Count));
            while (group.Count < most && _waiting.TryDequeue(out var waiting)) group.Add(waiting);
            _isRunning = group.Count > 0;
            return group;
        }
    }

    private List<Waiting> TakeAll()
    {
        lock (_gate)
        {
            List<Waiting> all = [.. _waiting];
            _waiting.Clear();
            return all;
        }
    }

    private async Task<bool> TryCommitAsync(List<Waiting> group, bool isLast)
    {
        try
        {
            var outcomes = await commit(group.ConvertAll(waiting => waiting.Request));
            for (var i = 0; i < group.Count; i++) outcomes[i].Tell(group[i].Result);
            return true;
        }
        catch (Exception exception) when (concernsAll(exception))
        {
            // The runner goes on with the next group, so it keeps its mark.
            foreach (var waiting in group.Where(waiting => !waiting.Result.Task.IsCompleted).Concat(TakeAll())) waiting.Result.SetException(exception);
            return true;
        }
        catch (Exception exception) when (isLast)
        {
            foreach (var waiting in group) waiting.Result.SetException(exception);
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }

    private static RefusedException Busy() =>
        new(Refusal.Unavailable, "busy", "The server has too much to do at the moment. Try again in a second.") { RetryAfter = TimeSpan.FromSeconds(1) };

    private sealed class Waiting(TRequest request)
    {
        public TRequest Request => request;

        // Continuations run elsewhere: what a caller does next must not hold up the next group.
        public TaskCompletionSource<TResult> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>A result, or the refusal of one request of a group.</summary>
public readonly record struct Outcome<T>(T? Value, RefusedException? Refusal)
{
    internal void Tell(TaskCompletionSource<T> waiting)
    {
        if (Refusal is null) waiting.SetResult(Value!);
        else waiting.SetException(Refusal);
    }
}

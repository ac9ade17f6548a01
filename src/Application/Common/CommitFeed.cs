using System.Collections.Immutable;
using Messaging.Domain.Common;

namespace Messaging.Application.Common;

/// <summary>
/// Tells this process what was just committed, so that whoever waits need not ask the database. A
/// hint: another node's commits are not heard here, see <c>NodeHints</c> for those.
/// </summary>
public sealed class CommitFeed
{
    private ImmutableArray<Action<IReadOnlyList<IDomainEvent>>> _listeners = [];

    /// <summary>Listeners are called on the committing thread: they must be quick and must not throw.</summary>
    public void Subscribe(Action<IReadOnlyList<IDomainEvent>> listener) =>
        ImmutableInterlocked.Update(ref _listeners, listeners => listeners.Add(listener));

    public void Publish(IReadOnlyList<IDomainEvent> events)
    {
        foreach (var listener in _listeners) listener(events);
    }
}

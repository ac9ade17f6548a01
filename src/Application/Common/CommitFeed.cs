using System.Collections.Immutable;
using Messaging.Domain.Common;

namespace Messaging.Application.Common;

/// <summary>
/// Tells this process which events were just committed, so that waiting code need not query the database. It does
/// not report commits of other nodes; see <c>NodeHints</c> for those.
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

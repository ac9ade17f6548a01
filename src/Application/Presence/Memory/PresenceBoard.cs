using System.Collections.Concurrent;
using System.Collections.Immutable;
using Messaging.Application.Common;
using Messaging.Domain.Blocks.Events;
using Messaging.Domain.Common;
using Messaging.Domain.Presence.Events;

namespace Messaging.Application.Presence.Memory;

/// <summary>
/// The users who are online, in memory, for polls that do not ask the database: loaded at the start, kept up by
/// this process's commits, and read again from the table where other nodes write to it.
/// </summary>
public sealed class PresenceBoard
{
    private readonly ConcurrentDictionary<UserId, PresenceState> _states = new();
    private ImmutableArray<Action<UserId>> _listeners = [];

    private readonly PollLog _polls;

    public PresenceBoard(CommitFeed commits, PollLog polls)
    {
        _polls = polls;
        commits.Subscribe(events =>
        {
            foreach (var domainEvent in events) Hear(domainEvent);
        });
    }

    /// <summary>When the board was loaded: nobody who is missing since before that has left yet.</summary>
    public DateTimeOffset LoadedAt { get; private set; }

    /// <summary>
    /// Calls the listener with a user whose contacts may now see a different state. It runs on the
    /// thread of the change, so it must be quick and must not throw.
    /// </summary>
    public void Subscribe(Action<UserId> listener) => ImmutableInterlocked.Update(ref _listeners, listeners => listeners.Add(listener));

    /// <summary>Notes a poll that does not wait: it keeps a user who has no push online for <see cref="PresenceOptions.PollSeconds"/>. Never waits for anything.</summary>
    public void Polled(UserId user, DateTimeOffset at) => _polls.Add(user, at);

    /// <summary>A user's state; null for one who was never online.</summary>
    public PresenceState? Find(UserId id) => _states.GetValueOrDefault(id);

    /// <summary>The visible presence of these contacts now.</summary>
    public IReadOnlyList<PresenceView> StatesOf(UserId[] contacts) => [.. contacts.Select(id => PresenceView.Of(id, Find(id)))];

    /// <summary>Told once, after everything was applied.</summary>
    internal void Loaded(DateTimeOffset now) => LoadedAt = now;

    /// <summary>Takes a state, unless a newer one is known.</summary>
    internal void Apply(UserId id, PresenceState state)
    {
        while (true)
        {
            var known = _states.GetValueOrDefault(id);
            if (known is not null && known.Version >= state.Version) return;
            if (known is null ? !_states.TryAdd(id, state) : !_states.TryUpdate(id, state, known)) continue;

            if ((known?.IsOnline ?? false) == state.IsOnline) return;
            Tell(id);
            // The node that wrote this may not know of the polls that wait here.
            if (!state.IsOnline) _polls.Urge(id);
            return;
        }
    }

    private void Hear(IDomainEvent domainEvent)
    {
        switch (domainEvent)
        {
            case PresenceChanged changed:
                Apply(changed.UserId, new PresenceState(changed.IsOnline, changed.LastActiveAt, changed.Version));
                break;
            case PresenceVisibilityChanged changed:
                Tell(changed.UserId);
                break;
            case BlockChanged changed:
                Tell(changed.BlockerId);
                Tell(changed.BlockedId);
                break;
        }
    }

    private void Tell(UserId id)
    {
        foreach (var listener in _listeners) listener(id);
    }
}

/// <summary>A user's state in memory.</summary>
/// <param name="IsOnline">The state that contacts see.</param>
/// <param name="LastActiveAt">The newest sign of life when the state last changed.</param>
/// <param name="Version">The version of the row: the higher one is newer.</param>
public sealed record PresenceState(bool IsOnline, DateTimeOffset? LastActiveAt, long Version);

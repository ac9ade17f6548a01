using System.Collections.Immutable;
using Messaging.Application.Common;
using Messaging.Domain.Common;
using Messaging.Domain.Messages.Events;

namespace Messaging.Application.Typing;

/// <summary>
/// The users who are typing in each conversation, in this process and in memory only: it is over in seconds, and a restart may
/// forget it.
/// </summary>
public sealed class TypingBoard
{
    /// <summary>How long a <c>started</c> counts without another: the sender's idle time and the way of the message.</summary>
    public static readonly TimeSpan Expiry = TimeSpan.FromMilliseconds(Timings.TypingExpireMilliseconds);

    /// <summary>Shortest time between two <c>started</c> of one user that are passed on.</summary>
    private static readonly TimeSpan StartInterval = TimeSpan.FromMilliseconds(Timings.TypingStartMilliseconds);

    // One lock for all: it is held for less than a microsecond. With concurrent tables, a user who starts in the moment in
    // which the last one stops could be added to a table that is just being removed.
    private readonly Lock _lock = new();
    private readonly Dictionary<ConversationId, Dictionary<UserId, Entry>> _typing = [];
    private readonly TimeProvider _time;
    private ImmutableArray<Action<ConversationId>> _listeners = [];

    public TypingBoard(CommitFeed commits, TimeProvider time)
    {
        _time = time;
        commits.Subscribe(events =>
        {
            // A sender has stopped typing, whether or not the client reports it. The message itself tells everyone.
            foreach (var sent in events.OfType<MessageSent>()) Remove(sent.Message.ConversationId, sent.Message.SenderId);
        });
    }

    /// <summary>
    /// Calls the listener with a conversation in which a user started or stopped typing. It runs on the thread of the request,
    /// so it must be quick and must not throw.
    /// </summary>
    public void Subscribe(Action<ConversationId> listener) => ImmutableInterlocked.Update(ref _listeners, listeners => listeners.Add(listener));

    /// <summary>Notes that somebody types.</summary>
    /// <returns>False when it was noted less than a second ago, so that nobody needs to hear of it again.</returns>
    public bool Start(ConversationId conversation, UserId user) => Tell(conversation, Add(conversation, user));

    /// <summary>Notes that somebody stopped.</summary>
    /// <returns>False when nobody knew that they typed.</returns>
    public bool Stop(ConversationId conversation, UserId user) => Tell(conversation, Remove(conversation, user));

    /// <summary>Everyone who types there now, and until when that counts.</summary>
    public IReadOnlyList<(UserId UserId, DateTimeOffset ExpiresAt)> In(ConversationId conversation)
    {
        lock (_lock)
        {
            if (!_typing.TryGetValue(conversation, out var here)) return [];

            var now = _time.Now();
            foreach (var (user, entry) in here)
            {
                if (entry.ExpiresAt <= now) here.Remove(user);
            }

            if (here.Count == 0) _typing.Remove(conversation);
            return [.. here.Select(typing => (typing.Key, typing.Value.ExpiresAt)).OrderBy(typing => typing.Key.Value)];
        }
    }

    private bool Add(ConversationId conversation, UserId user)
    {
        var now = _time.Now();
        lock (_lock)
        {
            if (!_typing.TryGetValue(conversation, out var here)) _typing[conversation] = here = [];
            if (here.TryGetValue(user, out var known) && now - known.AnnouncedAt < StartInterval && known.ExpiresAt > now)
            {
                here[user] = known with { ExpiresAt = now + Expiry };
                return false;
            }

            here[user] = new Entry(now, now + Expiry);
            return true;
        }
    }

    private bool Remove(ConversationId conversation, UserId user)
    {
        lock (_lock)
        {
            if (!_typing.TryGetValue(conversation, out var here) || !here.Remove(user, out var entry)) return false;
            if (here.Count == 0) _typing.Remove(conversation);
            return entry.ExpiresAt > _time.Now();
        }
    }

    private bool Tell(ConversationId conversation, bool isNews)
    {
        if (!isNews) return false;
        foreach (var listener in _listeners) listener(conversation);
        return true;
    }

    private sealed record Entry(DateTimeOffset AnnouncedAt, DateTimeOffset ExpiresAt);
}

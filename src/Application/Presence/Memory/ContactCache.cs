using System.Collections.Concurrent;
using Messaging.Application.Common;
using Messaging.Domain.Blocks.Events;
using Messaging.Domain.Common;
using Messaging.Domain.Conversations.Events;
using Messaging.Domain.Messages.Events;
using Messaging.Domain.Presence.Events;

namespace Messaging.Application.Presence.Memory;

/// <summary>
/// Keeps the contacts of users who poll for a few seconds. A commit of this process takes effect at once, a commit of
/// another node when the time is over.
/// </summary>
public sealed class ContactCache
{
    private readonly ConcurrentDictionary<UserId, Entry> _entries = new();
    private readonly PresenceOptions _options;
    private readonly TimeProvider _time;
    private long _generation;

    public ContactCache(CommitFeed commits, PresenceOptions options, TimeProvider time)
    {
        (_options, _time) = (options, time);
        commits.Subscribe(events =>
        {
            foreach (var domainEvent in events) Hear(domainEvent);
        });
    }

    /// <summary>The contacts, if they are known.</summary>
    internal UserId[]? Find(UserId id) =>
        _entries.TryGetValue(id, out var entry) && _time.Now() < entry.Until ? entry.Contacts : null;

    /// <summary>To be read before the database is asked.</summary>
    internal long Generation => Volatile.Read(ref _generation);

    /// <summary>Keeps an answer of the database, unless something changed while it was on its way.</summary>
    internal void Keep(UserId id, UserId[] contacts, long generation)
    {
        if (generation == Generation) _entries[id] = new Entry(contacts, _time.Now() + TimeSpan.FromSeconds(_options.ContactsSeconds));
    }

    /// <summary>Drops what is too old.</summary>
    internal void Forget()
    {
        var now = _time.Now();
        foreach (var entry in _entries.Where(entry => entry.Value.Until <= now)) _entries.TryRemove(entry);
    }

    private void Hear(IDomainEvent domainEvent)
    {
        IEnumerable<UserId>? concerned = domainEvent switch
        {
            ConversationOpened opened => opened.Conversation.Members.Select(member => member.UserId),
            // System messages tell of joining and leaving. With the first message, the other side of a direct conversation has it too.
            MessageSent { Message: { Change: not null } or { Sequence: 1 } } sent => sent.Conversation.Members.Select(member => member.UserId),
            BlockChanged block => [block.BlockerId, block.BlockedId],
            PresenceVisibilityChanged => _entries.Keys,
            _ => null,
        };
        if (concerned is null) return;

        Interlocked.Increment(ref _generation);
        foreach (var id in concerned) _entries.TryRemove(id, out _);
    }

    private sealed record Entry(UserId[] Contacts, DateTimeOffset Until);
}

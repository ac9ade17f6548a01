using System.Collections.Concurrent;
using System.Collections.Immutable;
using Messaging.Application.Common;
using Messaging.Application.Presence;
using Messaging.Application.Typing;
using Messaging.Domain.Common;
using Messaging.Domain.Conversations.Events;
using Messaging.Domain.Messages.Events;

namespace Messaging.Application.Sync;

/// <summary>
/// Wakes polls that wait in this process. A poll registers before it looks, so that a change between
/// looking and waiting wakes it, too.
/// </summary>
public sealed class SyncSignal
{
    // Users and conversations in one table: their ids never collide.
    private readonly ConcurrentDictionary<Guid, ImmutableHashSet<SyncWaiter>> _waiters = new();

    public SyncSignal(CommitFeed commits, TypingBoard typing, PresenceBoard presence)
    {
        presence.Subscribe(WakeWatchersOf);
        commits.Subscribe(events =>
        {
            foreach (var changed in events.OfType<IConversationChanged>())
            {
                // Who sends has stopped typing, whether or not the client says so.
                if (changed is MessageSent sent) typing.Stop(sent.Message.ConversationId, sent.Message.SenderId);
                foreach (var member in changed.Conversation.Members.Where(member => member.Changed)) Wake(member.UserId.Value);
                Wake(changed.Conversation.Id.Value);
            }
        });
    }

    /// <summary>How many polls wait.</summary>
    public int Waiting => _waiters.Values.SelectMany(here => here).Distinct().Count();

    public void WakeUser(UserId id) => Wake(id.Value);

    public void WakeConversation(ConversationId id) => Wake(id.Value);

    /// <summary>Wakes every poll that shows this user's presence.</summary>
    public void WakeWatchersOf(UserId id)
    {
        foreach (var waiter in _waiters.Values.SelectMany(here => here))
        {
            if (waiter.Watches(id)) waiter.Wake();
        }
    }

    internal SyncWaiter Register(UserId user, ConversationId? conversation)
    {
        Guid[] keys = conversation is { } id ? [user.Value, id.Value] : [user.Value];
        var waiter = new SyncWaiter(gone => Unregister(gone, keys));
        foreach (var key in keys) _waiters.AddOrUpdate(key, _ => [waiter], (_, here) => here.Add(waiter));
        return waiter;
    }

    private void Unregister(SyncWaiter waiter, Guid[] keys)
    {
        foreach (var key in keys)
        {
            // The sets are immutable: a table that changed in between is looked at once more.
            while (_waiters.TryGetValue(key, out var here))
            {
                var left = here.Remove(waiter);
                if (left.IsEmpty ? _waiters.TryRemove(new(key, here)) : _waiters.TryUpdate(key, left, here)) break;
            }
        }
    }

    private void Wake(Guid key)
    {
        if (!_waiters.TryGetValue(key, out var here)) return;
        foreach (var waiter in here) waiter.Wake();
    }
}

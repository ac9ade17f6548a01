using System.Collections.Concurrent;
using System.Collections.Immutable;
using Messaging.Application.Common;
using Messaging.Application.Presence.Memory;
using Messaging.Application.Typing;
using Messaging.Domain.Common;
using Messaging.Domain.Conversations.Events;
using Messaging.Domain.Reactions.Events;

namespace Messaging.Application.Sync;

/// <summary>
/// Wakes polls that wait in this process. A poll registers before it looks, so that a change between
/// looking and waiting wakes it, too.
/// </summary>
public sealed class SyncSignal
{
    /// <summary>More polls than this that are woken by one change are a crowd.</summary>
    private const int SmallestCrowd = 32;

    // Users and conversations in one table: their ids never collide.
    private readonly ConcurrentDictionary<Guid, ImmutableHashSet<SyncWaiter>> _waiters = new();

    public SyncSignal(CommitFeed commits, TypingBoard typing, PresenceBoard presence)
    {
        typing.Subscribe(conversation => Wake([conversation.Value]));
        presence.Subscribe(WakeWatchersOf);
        commits.Subscribe(events => Wake([.. Concerned(events)]));
    }

    /// <summary>True while other nodes' commits are heard, so that polls need not look for them every second.</summary>
    public bool HearsOtherNodes { get; set; }

    /// <summary>How many polls wait.</summary>
    public int Waiting => _waiters.Values.SelectMany(here => here).Distinct().Count();

    /// <summary>Ids of the users and the conversations whose polls have something new to show.</summary>
    public static IEnumerable<Guid> Concerned(IReadOnlyList<IDomainEvent> events) => events
        .OfType<IConversationChanged>()
        .SelectMany(changed => changed.Conversation.Members.Where(member => member.Changed).Select(member => member.UserId.Value).Append(changed.Conversation.Id.Value))
        .Concat(events.OfType<ReactionChanged>().Select(reacted => reacted.Message.ConversationId.Value));

    /// <summary>Wakes the polls of these users, and those that show these conversations, because of one change.</summary>
    public void Wake(IReadOnlyCollection<Guid> ids) => Wake([.. ids.Select(id => _waiters.GetValueOrDefault(id)).OfType<ImmutableHashSet<SyncWaiter>>()]);

    public void WakeAll() => Wake([.. _waiters.Values]);

    /// <summary>Wakes every poll that shows this user's presence.</summary>
    public void WakeWatchersOf(UserId id) => Wake([[.. _waiters.Values.SelectMany(here => here).Where(waiter => waiter.Watches(id))]]);

    private static void Wake(ImmutableHashSet<SyncWaiter>[] woken)
    {
        // A poll with a conversation may be counted twice; this need not be exact.
        var wake = woken.Sum(here => here.Count) > SmallestCrowd ? SyncWake.InCrowd : SyncWake.Alone;
        foreach (var waiter in woken.SelectMany(here => here)) waiter.Wake(wake);
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
}

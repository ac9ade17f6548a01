using System.Collections.Concurrent;
using Messaging.Application.Common;
using Messaging.Application.Realtime;
using Messaging.Domain.Blocks.Events;
using Messaging.Domain.Common;
using Messaging.Domain.Notifications;
using Messaging.Domain.Notifications.Events;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Notifications;

/// <summary>
/// Preferences and blocks, so that a message is delivered without asking the database. This process hears of its own
/// commits. Where other nodes write as well, nothing is kept, and each batch asks once.
/// </summary>
internal sealed class NotificationCache
{
    private const int MostUsers = 50_000;

    private readonly ConcurrentDictionary<UserId, NotificationPreferences> _preferences = new();
    private readonly ConcurrentDictionary<UserId, IReadOnlySet<UserId>> _blocks = new();
    private readonly bool _isKept;
    private long _generation;

    public NotificationCache(CommitFeed commits, IPushSettings push)
    {
        _isKept = !push.HasOtherNodes;
        commits.Subscribe(events =>
        {
            foreach (var domainEvent in events) Hear(domainEvent);
        });
    }

    /// <summary>The preferences of users, the defaults for those who never saved any.</summary>
    public Task<IReadOnlyDictionary<UserId, NotificationPreferences>> PreferencesAsync(
        IMessagingDb db, IReadOnlyCollection<UserId> users, CancellationToken cancellationToken) =>
        FindAsync(_preferences, users, async missing =>
        {
            var saved = await db.NotificationPreferences.Where(row => EF.Parameter(missing).Contains(row.UserId)).AsNoTracking().ToDictionaryAsync(row => row.UserId, cancellationToken);
            return id => saved.GetValueOrDefault(id) ?? new NotificationPreferences(id);
        });

    /// <summary>For each user, all users whom this one has blocked or who have blocked this one.</summary>
    public Task<IReadOnlyDictionary<UserId, IReadOnlySet<UserId>>> BlocksAsync(
        IMessagingDb db, IReadOnlyCollection<UserId> users, CancellationToken cancellationToken) =>
        FindAsync(_blocks, users, async missing =>
        {
            var blocks = await db.Blocks
                .Where(block => EF.Parameter(missing).Contains(block.BlockerId) || EF.Parameter(missing).Contains(block.BlockedId))
                .AsNoTracking().ToListAsync(cancellationToken);
            return id => blocks.Where(block => block.BlockerId == id).Select(block => block.BlockedId)
                .Concat(blocks.Where(block => block.BlockedId == id).Select(block => block.BlockerId)).ToHashSet();
        });

    private async Task<IReadOnlyDictionary<UserId, T>> FindAsync<T>(
        ConcurrentDictionary<UserId, T> kept, IReadOnlyCollection<UserId> users, Func<UserId[], Task<Func<UserId, T>>> load)
    {
        var found = new Dictionary<UserId, T>(users.Count);
        var missing = new List<UserId>();
        foreach (var id in users)
        {
            if (kept.TryGetValue(id, out var value)) found[id] = value;
            else missing.Add(id);
        }

        if (missing.Count == 0) return found;

        // Read before the question: an answer that a commit has overtaken is not kept.
        var generation = Volatile.Read(ref _generation);
        var valueOf = await load([.. missing]);
        foreach (var id in missing) found[id] = valueOf(id);
        if (!_isKept || generation != Volatile.Read(ref _generation)) return found;

        if (kept.Count > MostUsers) kept.Clear();
        foreach (var id in missing) kept[id] = found[id];
        return found;
    }

    private void Hear(IDomainEvent domainEvent)
    {
        switch (domainEvent)
        {
            case NotificationPreferencesChanged changed:
                Interlocked.Increment(ref _generation);
                _preferences.TryRemove(changed.UserId, out _);
                break;
            case BlockChanged block:
                Interlocked.Increment(ref _generation);
                _blocks.TryRemove(block.BlockerId, out _);
                _blocks.TryRemove(block.BlockedId, out _);
                break;
        }
    }
}

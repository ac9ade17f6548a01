using Messaging.Application.Common;
using Messaging.Application.Outbox;
using Messaging.Application.Presence.Memory;
using Messaging.Application.Realtime;
using Messaging.Domain.Blocks.Events;
using Messaging.Domain.Common;
using Messaging.Domain.Presence.Events;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Presence;

/// <summary>
/// Tells contacts that a user came online, went offline, or is hidden from them from now on. It asks now who may see it,
/// not when it happened: a contact who was blocked or has hidden since then gets nothing. A block looks like hiding: the
/// two go offline for each other, and come back when the block ends.
/// </summary>
[OutboxConsumer("presence", typeof(PresenceChanged), typeof(PresenceVisibilityChanged), typeof(BlockChanged))]
internal sealed class PublishPresence(IMessagingDb db, PresenceBoard board) : IOutboxConsumer
{
    public async ValueTask<IReadOnlyList<RealtimeEvent>> ConsumeAsync(IDomainEvent domainEvent, CancellationToken cancellationToken) => domainEvent switch
    {
        PresenceChanged changed => Tell(
            await db.VisibleContactsOf(changed.UserId).ToListAsync(cancellationToken), Status(changed.UserId, changed.IsOnline, changed.LastActiveAt)),
        PresenceVisibilityChanged changed => await TellVisibilityAsync(changed, cancellationToken),
        BlockChanged changed => await TellBlockAsync(changed, cancellationToken),
        _ => throw new ArgumentException($"Not for this consumer: {domainEvent.GetType().Name}.", nameof(domainEvent)),
    };

    /// <summary>Both ways, since it is mutual: contacts about the user, and the user about the contacts.</summary>
    private async Task<IReadOnlyList<RealtimeEvent>> TellVisibilityAsync(PresenceVisibilityChanged changed, CancellationToken cancellationToken)
    {
        // Changed back in between: the later event tells how it is.
        if (await SharesAsync(changed.UserId, cancellationToken) != changed.IsShared) return [];

        var contacts = await db.ContactsOf(changed.UserId).ToListAsync(cancellationToken);
        var status = changed.IsShared ? Status(changed.UserId, changed.IsOnline, changed.LastActiveAt) : Hidden(changed.UserId);
        return
        [
            .. Tell(contacts, status),
            .. contacts.Select(id => Event(changed.UserId, changed.IsShared ? Status(id) : Hidden(id))),
        ];
    }

    private async Task<IReadOnlyList<RealtimeEvent>> TellBlockAsync(BlockChanged changed, CancellationToken cancellationToken)
    {
        var (blocker, blocked) = (changed.BlockerId, changed.BlockedId);
        // Where the other one blocks as well, nothing is different. Taken back in between: the later event tells how it is.
        var isReversed = await db.Blocks.AnyAsync(block => block.BlockerId == blocked && block.BlockedId == blocker, cancellationToken);
        var isBlocked = await db.Blocks.AnyAsync(block => block.BlockerId == blocker && block.BlockedId == blocked, cancellationToken);
        if (isReversed || isBlocked != changed.IsBlocked || !await db.SeeEachOtherButForBlocksAsync(blocker, blocked, cancellationToken)) return [];

        return [Event(blocked, isBlocked ? Hidden(blocker) : Status(blocker)), Event(blocker, isBlocked ? Hidden(blocked) : Status(blocked))];
    }

    private Task<bool> SharesAsync(UserId id, CancellationToken cancellationToken) =>
        db.Users.AnyAsync(user => user.Id == id && user.SharesPresence, cancellationToken);

    private UserStatusPayload Status(UserId id) => board.Find(id) is { } state ? Status(id, state.IsOnline, state.LastActiveAt) : Hidden(id);

    private static UserStatusPayload Status(UserId id, bool isOnline, DateTimeOffset? lastActiveAt) =>
        new(id, isOnline ? PresenceStatus.Online : PresenceStatus.Offline, lastActiveAt);

    /// <summary>Looks like somebody who was never online: hiding must not show.</summary>
    private static UserStatusPayload Hidden(UserId id) => new(id, PresenceStatus.Offline, LastActiveAt: null);

    private static RealtimeEvent[] Tell(List<UserId> contacts, UserStatusPayload status) =>
        [.. contacts.Select(id => Event(id, status))];

    private static RealtimeEvent Event(UserId to, UserStatusPayload status) =>
        RealtimePayload.Write(Channels.User(to), RealtimeEventNames.UserStatusChange, status);
}

/// <summary><c>user-status-change</c>, in the user channels of contacts.</summary>
/// <param name="UserId">The user whose status it is.</param>
/// <param name="Status">Online or offline.</param>
/// <param name="LastActiveAt">The newest sign of life; null when it is hidden, or there was none.</param>
public sealed record UserStatusPayload(UserId UserId, PresenceStatus Status, DateTimeOffset? LastActiveAt);

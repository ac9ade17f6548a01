using Messaging.Application.Common;
using Messaging.Application.Outbox;
using Messaging.Application.Realtime;
using Messaging.Domain.Common;
using Messaging.Domain.Presence.Events;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Presence;

/// <summary>
/// Tells contacts who came online, went offline, or is hidden from them from now on. Who may see it is
/// asked now, not when it happened: whoever was blocked or went into hiding since then gets nothing. A
/// block itself is a secret, so nothing is pushed for it.
/// </summary>
[OutboxConsumer("presence", typeof(PresenceChanged), typeof(PresenceVisibilityChanged))]
internal sealed class PublishPresence(IMessagingDb db, PresenceBoard board) : IOutboxConsumer
{
    public async ValueTask<IReadOnlyList<RealtimeEvent>> ConsumeAsync(IDomainEvent domainEvent, CancellationToken cancellationToken) => domainEvent switch
    {
        PresenceChanged changed => Tell(
            await db.VisibleContactsOf(changed.UserId).ToListAsync(cancellationToken), Status(changed.UserId, changed.IsOnline, changed.LastActiveAt)),
        PresenceVisibilityChanged changed => await TellVisibilityAsync(changed, cancellationToken),
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

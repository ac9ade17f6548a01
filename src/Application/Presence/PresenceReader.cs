using Messaging.Application.Common;
using Messaging.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Presence;

/// <summary>Reads the presence of a user's contacts for the polling endpoint. Mostly answered from memory.</summary>
public sealed class PresenceReader(IMessagingDb db, PresenceBoard board, ContactCache cache)
{
    /// <summary>
    /// The state of everyone whose presence this user may see, by id; empty for a user who hides their
    /// own. Who was never online is offline.
    /// </summary>
    public async Task<IReadOnlyList<PresenceView>> VisibleContactsAsync(UserId me, CancellationToken cancellationToken) =>
        StatesOf(await ContactsAsync(me, cancellationToken));

    /// <summary>Everyone whose presence this user may see, by id.</summary>
    public async Task<UserId[]> ContactsAsync(UserId me, CancellationToken cancellationToken)
    {
        if (cache.Find(me) is { } known) return known;

        var generation = cache.Generation;
        var read = await db.VisibleContactsOf(me).ToListAsync(cancellationToken);
        UserId[] contacts = [.. read.OrderBy(id => id.Value)];
        cache.Keep(me, contacts, generation);
        return contacts;
    }

    /// <summary>The visible presence of these contacts now; from memory.</summary>
    public IReadOnlyList<PresenceView> StatesOf(UserId[] contacts) => [.. contacts.Select(id => PresenceView.Of(id, board.Find(id)))];
}

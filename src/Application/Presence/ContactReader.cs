using Messaging.Application.Common;
using Messaging.Application.Presence.Memory;
using Messaging.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Presence;

/// <summary>Reads the contacts whose presence a poll shows. Mostly answered from memory.</summary>
public sealed class ContactReader(IMessagingDb db, ContactCache cache)
{
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
}

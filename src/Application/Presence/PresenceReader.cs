using Messaging.Application.Common;
using Messaging.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Presence;

/// <summary>What a user sees of the contacts, for answers of the polling endpoint. Mostly answered from memory.</summary>
public sealed class PresenceReader(IMessagingDb db, PresenceBoard board, ContactCache cache)
{
    /// <summary>
    /// The state of everyone whose presence this user may see, by id; empty for a user who hides their
    /// own. Who was never online is offline.
    /// </summary>
    public async Task<IReadOnlyList<PresenceView>> VisibleContactsAsync(UserId me, CancellationToken cancellationToken)
    {
        var contacts = cache.Find(me);
        if (contacts is null)
        {
            var generation = cache.Generation;
            var read = await db.VisibleContactsOf(me).ToListAsync(cancellationToken);
            cache.Keep(me, contacts = [.. read.OrderBy(id => id.Value)], generation);
        }

        return [.. contacts.Select(id => PresenceView.Of(id, board.Find(id)))];
    }
}

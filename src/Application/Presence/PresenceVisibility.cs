using Messaging.Application.Common;
using Messaging.Domain.Common;
using Messaging.Domain.Presence;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Presence;

/// <summary>For the settings use case: tells contacts when a user hides or shows their presence.</summary>
internal static class PresenceVisibility
{
    /// <summary>Announces it with the next save, in the caller's transaction. To be called once the user row is changed.</summary>
    public static async Task AnnouncePresenceVisibilityAsync(this IMessagingDb db, UserId id, bool isShared, CancellationToken cancellationToken)
    {
        var presence = await db.Presences.SingleOrDefaultAsync(presence => presence.Id == id, cancellationToken);
        // A user who was never online still has contacts whose polls must be woken.
        presence ??= db.Presences.Add(new UserPresence(id)).Entity;
        presence.VisibilityChanged(isShared);
    }
}

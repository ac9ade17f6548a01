using Messaging.Application.Common;
using Messaging.Domain.Common;
using Messaging.Domain.Users;
using Messaging.Domain.Users.Events;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Users;

internal static class RowRefreshes
{
    /// <summary>Notes that rows show an old state of this user, whose row must be locked.</summary>
    public static async Task RefreshRowsOfAsync(this IMessagingDb db, UserId userId, CancellationToken cancellationToken)
    {
        if (await db.RowRefreshes.SingleOrDefaultAsync(row => row.UserId == userId, cancellationToken) is { } open) open.StartOver();
        else db.RowRefreshes.Add(new RowRefresh(userId));
        // Heard in this process: the background work starts at once.
        db.Raise(new ProfileChanged(userId));
    }
}

using Messaging.Application.Common;
using Messaging.Domain.Auth;
using Messaging.Domain.Auth.Events;
using Messaging.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Auth;

/// <summary>The one way to end sessions: it deletes them and announces it, so that requests and connections end too.</summary>
public static class SessionEnds
{
    /// <summary>Ends sessions of a user. Call it within a transaction.</summary>
    /// <param name="db">The database.</param>
    /// <param name="owner">The user.</param>
    /// <param name="which">Narrows the sessions down.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The number of sessions that ended.</returns>
    public static async Task<int> EndSessionsAsync(
        this IMessagingDb db, UserId owner, Func<IQueryable<Session>, IQueryable<Session>> which, CancellationToken cancellationToken)
    {
        // A refresh holds this lock too, so that it cannot bring a session back.
        await db.LockUsersAsync([owner], cancellationToken);
        var sessions = await which(db.Sessions.Where(session => session.UserId == owner)).ToListAsync(cancellationToken);
        if (sessions.Count == 0) return 0;

        db.Sessions.RemoveRange(sessions);
        db.Raise(new SessionsEnded(owner, [.. sessions.Select(session => session.Id)]));
        return sessions.Count;
    }
}

using MediatR;
using Messaging.Application.Common;
using Messaging.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Auth;

/// <summary>The caller's sessions, the one that was used last first.</summary>
public sealed record ListSessions(UserId Me, Guid SessionId) : IRequest<Page<SessionView>>;

/// <summary>One signed-in device.</summary>
/// <param name="Id">The session.</param>
/// <param name="CreatedAt">When it was signed in.</param>
/// <param name="LastUsedAt">When it was last refreshed; clients refresh about once in the life of an access token.</param>
/// <param name="Current">True for the session that asks.</param>
/// <param name="UserAgent">The name that the client gave itself, at most 200 characters; null when it gave none.</param>
/// <param name="Address">The network that it came from: an IPv4 address without its last number, or the first 48 bits of an IPv6 address; null when it is not known.</param>
public sealed record SessionView(Guid Id, DateTimeOffset CreatedAt, DateTimeOffset LastUsedAt, bool Current, string? UserAgent, string? Address);

internal sealed class ListSessionsHandler(IMessagingDb db, TimeProvider time) : IRequestHandler<ListSessions, Page<SessionView>>
{
    public async Task<Page<SessionView>> Handle(ListSessions request, CancellationToken cancellationToken)
    {
        var now = time.Now();
        var sessions = await db.Sessions.AsNoTracking()
            .Where(session => session.UserId == request.Me && session.ExpiresAt > now)
            .ToListAsync(cancellationToken);
        return new Page<SessionView>(
            [.. sessions.OrderByDescending(session => session.LastUsedAt).Select(session => new SessionView(
                session.Id, session.CreatedAt, session.LastUsedAt, session.Id == request.SessionId, session.UserAgent, session.Address))],
            NextCursor: null);
    }
}

using FluentValidation;
using MediatR;
using Messaging.Application.Common;
using Messaging.Domain.Auth;
using Messaging.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Auth;

/// <summary>Exchanges a refresh token for a new pair.</summary>
/// <param name="RefreshToken">The last one that was given out, or one that was replaced within the last 60 seconds.</param>
// Not a command: ending a stolen session must outlive the refusal.
public sealed record Refresh(string RefreshToken) : IRequest<AuthView>
{
    /// <summary>The client that refreshes.</summary>
    public Device Device { get; init; } = Device.Unknown;
}

internal sealed class RefreshValidator : AbstractValidator<Refresh>
{
    public RefreshValidator() => RuleFor(request => request.RefreshToken).NotEmpty().MaximumLength(200);
}

internal sealed class RefreshHandler(IMessagingDb db, IAccounts accounts, TimeProvider time) : IRequestHandler<Refresh, AuthView>
{
    public async Task<AuthView> Handle(Refresh request, CancellationToken cancellationToken)
    {
        var view = Session.IdOf(request.RefreshToken) is { } id
            ? await db.InTransactionAsync(cancellation => RefreshAsync(id, request, cancellation), cancellationToken)
            : null;
        return view ?? throw new RefusedException(Refusal.Unauthenticated, "invalid_refresh_token", "The session has ended. Sign in again.");
    }

    private async Task<AuthView?> RefreshAsync(Guid sessionId, Refresh request, CancellationToken cancellationToken)
    {
        var owner = await db.Sessions.Where(session => session.Id == sessionId).Select(session => (UserId?)session.UserId).SingleOrDefaultAsync(cancellationToken);
        if (owner is null) return null;

        // One after the other: of two tabs that come at once, the second must see what the first one got.
        var user = (await db.LockUsersAsync([owner.Value], cancellationToken)).SingleOrDefault();
        var session = await db.Sessions.SingleOrDefaultAsync(session => session.Id == sessionId, cancellationToken);
        if (user is null || session is null) return null;

        if (await accounts.IsLockedAsync(user.Id, cancellationToken))
        {
            await db.EndSessionsAsync(user.Id, sessions => sessions, cancellationToken);
            return null;
        }

        var now = time.Now();
        var replacement = session.Refresh(request.RefreshToken, accounts.SessionLifetime, now, request.Device);
        if (replacement is not null) return AuthView.Of(accounts, user, session, replacement);

        // A token that was replaced long ago: one of two holders of this session is not its owner.
        if (now < session.ExpiresAt) accounts.ReportTokenReuse(user.Id, session.Id);
        await db.EndSessionsAsync(user.Id, sessions => sessions.Where(ended => ended.Id == sessionId), cancellationToken);
        return null;
    }
}

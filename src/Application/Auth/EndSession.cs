using FluentValidation;
using MediatR;
using Messaging.Application.Common;
using Messaging.Domain.Common;

namespace Messaging.Application.Auth;

/// <summary>Ends one of the caller's sessions, for example on a device that is lost. Somebody else's session is not found.</summary>
public sealed record EndSession(UserId Me, Guid SessionId) : ICommand<Unit>;

internal sealed class EndSessionValidator : AbstractValidator<EndSession>
{
    public EndSessionValidator() => RuleFor(request => request.Me).NotEqual(default(UserId));
}

internal sealed class EndSessionHandler(IMessagingDb db) : IRequestHandler<EndSession, Unit>
{
    public async Task<Unit> Handle(EndSession request, CancellationToken cancellationToken) =>
        await db.EndSessionsAsync(request.Me, sessions => sessions.Where(session => session.Id == request.SessionId), cancellationToken) > 0
            ? Unit.Value
            : throw RefusedException.NotFound("session");
}

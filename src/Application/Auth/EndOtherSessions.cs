using FluentValidation;
using MediatR;
using Messaging.Application.Common;
using Messaging.Domain.Common;

namespace Messaging.Application.Auth;

/// <summary>Ends every session of the caller except the present one.</summary>
public sealed record EndOtherSessions(UserId Me, Guid SessionId) : ICommand<Unit>;

internal sealed class EndOtherSessionsValidator : AbstractValidator<EndOtherSessions>
{
    public EndOtherSessionsValidator() => RuleFor(request => request.Me).NotEqual(default(UserId));
}

internal sealed class EndOtherSessionsHandler(IMessagingDb db) : IRequestHandler<EndOtherSessions, Unit>
{
    public async Task<Unit> Handle(EndOtherSessions request, CancellationToken cancellationToken)
    {
        await db.EndSessionsAsync(request.Me, sessions => sessions.Where(session => session.Id != request.SessionId), cancellationToken);
        return Unit.Value;
    }
}

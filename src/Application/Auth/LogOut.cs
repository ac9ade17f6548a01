using FluentValidation;
using MediatR;
using Messaging.Application.Common;
using Messaging.Domain.Common;

namespace Messaging.Application.Auth;

/// <summary>Ends the caller's session: its refresh token and its access token are refused at once, and the user's push connections end.</summary>
public sealed record LogOut(UserId Me, Guid SessionId) : ICommand<Unit>;

internal sealed class LogOutValidator : AbstractValidator<LogOut>
{
    public LogOutValidator() => RuleFor(request => request.Me).NotEqual(default(UserId));
}

internal sealed class LogOutHandler(IMessagingDb db) : IRequestHandler<LogOut, Unit>
{
    public async Task<Unit> Handle(LogOut request, CancellationToken cancellationToken)
    {
        await db.EndSessionsAsync(request.Me, sessions => sessions.Where(session => session.Id == request.SessionId), cancellationToken);
        return Unit.Value;
    }
}

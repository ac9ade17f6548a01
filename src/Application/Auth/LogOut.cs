using FluentValidation;
using MediatR;
using Messaging.Application.Common;
using Messaging.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Auth;

/// <summary>Ends one of the caller's sessions: its refresh token is dead at once, its access token when it expires.</summary>
public sealed record LogOut(UserId Me, Guid SessionId) : ICommand<Unit>;

internal sealed class LogOutValidator : AbstractValidator<LogOut>
{
    public LogOutValidator() => RuleFor(request => request.Me).NotEqual(default(UserId));
}

internal sealed class LogOutHandler(IMessagingDb db) : IRequestHandler<LogOut, Unit>
{
    public async Task<Unit> Handle(LogOut request, CancellationToken cancellationToken)
    {
        await db.Sessions
            .Where(session => session.Id == request.SessionId && session.UserId == request.Me)
            .ExecuteDeleteAsync(cancellationToken);
        return Unit.Value;
    }
}

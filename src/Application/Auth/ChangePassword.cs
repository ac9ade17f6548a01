using FluentValidation;
using MediatR;
using Messaging.Application.Common;
using Messaging.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Auth;

/// <summary>Replaces the password and ends every session of the account, this one included.</summary>
public sealed record ChangePassword(UserId Me, string CurrentPassword, string NewPassword) : ICommand<Unit>;

internal sealed class ChangePasswordValidator : AbstractValidator<ChangePassword>
{
    public ChangePasswordValidator()
    {
        RuleFor(request => request.CurrentPassword).NotEmpty().MaximumLength(128);
        RuleFor(request => request.NewPassword).NotEmpty().Length(8, 128);
    }
}

internal sealed class ChangePasswordHandler(IMessagingDb db, IAccounts accounts) : IRequestHandler<ChangePassword, Unit>
{
    public async Task<Unit> Handle(ChangePassword request, CancellationToken cancellationToken)
    {
        await accounts.ChangePasswordAsync(request.Me, request.CurrentPassword, request.NewPassword, cancellationToken);
        await db.Sessions.Where(session => session.UserId == request.Me).ExecuteDeleteAsync(cancellationToken);
        return Unit.Value;
    }
}

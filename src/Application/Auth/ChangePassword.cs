using FluentValidation;
using MediatR;
using Messaging.Application.Common;
using Messaging.Domain.Auth;
using Messaging.Domain.Common;

namespace Messaging.Application.Auth;

/// <summary>Replaces the password and ends every session of the account, this one included.</summary>
// Not a command: hashing must not hold a transaction open.
public sealed record ChangePassword(UserId Me, string CurrentPassword, string NewPassword) : IRequest<Unit>
{
    /// <summary>The client that asks.</summary>
    public Device Device { get; init; } = Device.Unknown;
}

internal sealed class ChangePasswordValidator : AbstractValidator<ChangePassword>
{
    public ChangePasswordValidator()
    {
        RuleFor(request => request.CurrentPassword).NotEmpty().MaximumLength(PasswordLength.Max);
        RuleFor(request => request.NewPassword).NotEmpty().Length(PasswordLength.Min, PasswordLength.Max);
    }
}

internal sealed class ChangePasswordHandler(IMessagingDb db, IAccounts accounts) : IRequestHandler<ChangePassword, Unit>
{
    public async Task<Unit> Handle(ChangePassword request, CancellationToken cancellationToken)
    {
        var change = await accounts.CheckPasswordChangeAsync(request.Me, request.CurrentPassword, request.NewPassword, request.Device, cancellationToken);
        return await db.InTransactionAsync(
            async cancellation =>
            {
                await db.EndSessionsAsync(request.Me, sessions => sessions, cancellation);
                return await accounts.ChangePasswordAsync(change, cancellation)
                    ? Unit.Value
                    : throw new RefusedException(Refusal.Unprocessable, "wrong_password", "The current password is wrong.");
            },
            cancellationToken);
    }
}

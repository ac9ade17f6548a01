using FluentValidation;
using MediatR;
using Messaging.Application.Common;
using Messaging.Application.Users;
using Messaging.Domain.Auth;
using Messaging.Domain.Common;

namespace Messaging.Application.Auth;

/// <summary>Makes an account and signs it in.</summary>
/// <param name="UserName">2 to 64 letters, digits and <c>. _ - @ +</c>; unique, whatever the case.</param>
/// <param name="Password">8 to 128 characters.</param>
/// <param name="DisplayName">1 to 64 characters; the user name if left out.</param>
// Not a command: hashing must not hold a transaction open.
public sealed record Register(string UserName, string Password, string? DisplayName) : IRequest<AuthView>
{
    /// <summary>The client that registers.</summary>
    public Device Device { get; init; } = Device.Unknown;
}

internal sealed class RegisterValidator : AbstractValidator<Register>
{
    public RegisterValidator()
    {
        RuleFor(request => request.UserName).ValidUserName();
        RuleFor(request => request.Password).NotEmpty().Length(PasswordLength.Min, PasswordLength.Max);
        RuleFor(request => request.DisplayName!).ValidDisplayName().When(request => request.DisplayName is not null);
    }
}

internal sealed class RegisterHandler(IMessagingDb db, INewUsers newUsers, IAccounts accounts, TimeProvider time) : IRequestHandler<Register, AuthView>
{
    public async Task<AuthView> Handle(Register request, CancellationToken cancellationToken)
    {
        if (!newUsers.MayRegister(request.UserName)) throw new RefusedException(Refusal.Conflict, "user_name_reserved", "This user name cannot be registered.");

        var displayName = request.DisplayName ?? request.UserName;
        var passwordHash = await newUsers.HashPasswordAsync(request.UserName, displayName, request.Password, cancellationToken);
        return await db.InTransactionAsync(
            async cancellation =>
            {
                var now = time.Now();
                var user = await newUsers.AddAsync(new NewUser(UserId.New(now), request.UserName, displayName, passwordHash), cancellation);
                var session = Session.Start(user.Id, accounts.SessionLifetime, now, out var refreshToken, request.Device);
                db.Sessions.Add(session);
                return AuthView.Of(accounts, user, session, refreshToken);
            },
            cancellationToken);
    }
}

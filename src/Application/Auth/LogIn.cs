using FluentValidation;
using MediatR;
using Messaging.Application.Common;
using Messaging.Domain.Auth;
using Messaging.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Auth;

/// <summary>Signs in with a password.</summary>
/// <param name="UserName">Case does not matter.</param>
/// <param name="Password">As it was chosen.</param>
// Not a command: a refusal must not roll back the count of failures.
public sealed record LogIn(string UserName, string Password) : IRequest<AuthView>;

internal sealed class LogInValidator : AbstractValidator<LogIn>
{
    public LogInValidator()
    {
        RuleFor(request => request.UserName).NotEmpty().MaximumLength(64);
        RuleFor(request => request.Password).NotEmpty().MaximumLength(128);
    }
}

internal sealed class LogInHandler(IMessagingDb db, IAccounts accounts, TimeProvider time) : IRequestHandler<LogIn, AuthView>
{
    public async Task<AuthView> Handle(LogIn request, CancellationToken cancellationToken)
    {
        // One answer for a wrong name and a wrong password, or the endpoint would tell who has an account.
        var id = await accounts.CheckPasswordAsync(request.UserName, request.Password, cancellationToken)
            ?? throw new RefusedException(Refusal.Unauthenticated, "invalid_credentials", "User name or password is wrong.");
        return await db.InTransactionAsync(
            async cancellation =>
            {
                var user = await db.Users.SingleAsync(user => user.Id == id, cancellation);
                var session = Session.Start(user.Id, accounts.SessionLifetime, time.Now(), out var refreshToken);
                db.Sessions.Add(session);
                return AuthView.Of(accounts, user, session, refreshToken);
            },
            cancellationToken);
    }
}

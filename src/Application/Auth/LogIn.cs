using FluentValidation;
using MediatR;
using Messaging.Application.Common;
using Messaging.Domain.Auth;
using Messaging.Domain.Common;
using Messaging.Domain.Users;

namespace Messaging.Application.Auth;

/// <summary>Signs in with a password.</summary>
/// <param name="UserName">Case does not matter.</param>
/// <param name="Password">As it was chosen.</param>
// Not a command: hashing must not hold a transaction open.
public sealed record LogIn(string UserName, string Password) : IRequest<AuthView>
{
    /// <summary>The client that signs in.</summary>
    public Device Device { get; init; } = Device.Unknown;
}

internal sealed class LogInValidator : AbstractValidator<LogIn>
{
    public LogInValidator()
    {
        RuleFor(request => request.UserName).NotEmpty().MaximumLength(User.MaxNameLength);
        RuleFor(request => request.Password).NotEmpty().MaximumLength(PasswordLength.Max);
    }
}

internal sealed class LogInHandler(IMessagingDb db, IAccounts accounts, TimeProvider time) : IRequestHandler<LogIn, AuthView>
{
    public async Task<AuthView> Handle(LogIn request, CancellationToken cancellationToken)
    {
        // One answer for a wrong name and a wrong password, or the endpoint would tell who has an account.
        var proof = await accounts.CheckPasswordAsync(request.UserName, request.Password, request.Device, cancellationToken) ?? throw Wrong();
        return await db.InTransactionAsync(cancellation => StartAsync(proof, request.Device, cancellation), cancellationToken);
    }

    private async Task<AuthView> StartAsync(PasswordProof proof, Device device, CancellationToken cancellationToken)
    {
        // A password change in between has ended all sessions, and this one must not outlive it.
        var user = (await db.LockUsersAsync([proof.Id], cancellationToken)).SingleOrDefault();
        if (user is null || !await accounts.IsCurrentAsync(proof, cancellationToken)) throw Wrong();

        var session = Session.Start(user.Id, accounts.SessionLifetime, time.Now(), out var refreshToken, device);
        db.Sessions.Add(session);
        return AuthView.Of(accounts, user, session, refreshToken);
    }

    private static RefusedException Wrong() => new(Refusal.Unauthenticated, "invalid_credentials", "User name or password is wrong.");
}

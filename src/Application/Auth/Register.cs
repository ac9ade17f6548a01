using FluentValidation;
using MediatR;
using Messaging.Application.Common;
using Messaging.Application.Users;
using Messaging.Domain.Auth;
using Messaging.Domain.Common;
using Messaging.Domain.Users;

namespace Messaging.Application.Auth;

/// <summary>Makes an account and signs it in.</summary>
/// <param name="UserName">2 to 64 letters, digits and <c>. _ - @ +</c>; unique, whatever the case.</param>
/// <param name="Password">8 to 128 characters.</param>
/// <param name="DisplayName">1 to 64 characters; the user name if left out.</param>
public sealed record Register(string UserName, string Password, string? DisplayName) : ICommand<AuthView>;

internal sealed class RegisterValidator : AbstractValidator<Register>
{
    public RegisterValidator()
    {
        RuleFor(request => request.UserName).ValidUserName();
        RuleFor(request => request.Password).NotEmpty().Length(8, 128);
        RuleFor(request => request.DisplayName!).ValidDisplayName().When(request => request.DisplayName is not null);
    }
}

internal sealed class RegisterHandler(IMessagingDb db, IAccounts accounts, TimeProvider time) : IRequestHandler<Register, AuthView>
{
    public async Task<AuthView> Handle(Register request, CancellationToken cancellationToken)
    {
        var now = time.Now();
        var user = new User(UserId.New(now), request.UserName, request.DisplayName ?? request.UserName, now);
        await accounts.CreateAsync(user.Id, request.UserName, request.Password, cancellationToken);
        db.Users.Add(user);
        var session = Session.Start(user.Id, accounts.SessionLifetime, now, out var refreshToken);
        db.Sessions.Add(session);
        return AuthView.Of(accounts, user, session, refreshToken);
    }
}

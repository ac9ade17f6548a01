using MediatR;
using Messaging.Application.Common;
using Messaging.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Users;

/// <summary>The caller's own profile and settings.</summary>
public sealed record GetMe(UserId Me) : IRequest<MeView>;

/// <summary>A user as they see themselves.</summary>
public sealed record MeView(UserId Id, string UserName, string DisplayName, string? AvatarUrl, SettingsView Settings);

internal sealed class GetMeHandler(IMessagingDb db) : IRequestHandler<GetMe, MeView>
{
    public async Task<MeView> Handle(GetMe request, CancellationToken cancellationToken)
    {
        var user = await db.Users.AsNoTracking().SingleOrDefaultAsync(user => user.Id == request.Me, cancellationToken)
            ?? throw new RefusedException(Refusal.Unauthenticated, "unauthenticated", "Sign in first.");
        return new MeView(user.Id, user.UserName, user.DisplayName, user.AvatarUrl, SettingsView.Of(user));
    }
}

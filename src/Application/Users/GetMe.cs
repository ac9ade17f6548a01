using MediatR;
using Messaging.Application.Common;
using Messaging.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Users;

/// <summary>The caller's own profile and settings.</summary>
/// <param name="Me">The caller.</param>
/// <param name="IsAdmin">Whether the caller may use the admin API and the dashboard.</param>
public sealed record GetMe(UserId Me, bool IsAdmin) : IRequest<MeView>;

/// <summary>A user as they see themselves.</summary>
/// <param name="Id">The user.</param>
/// <param name="UserName">The unique name.</param>
/// <param name="DisplayName">The name that others see.</param>
/// <param name="AvatarUrl">The picture, or null.</param>
/// <param name="Settings">The privacy settings.</param>
/// <param name="Admin">True for users in <c>Admin:UserNames</c>: the admin API and the dashboard are open to them.</param>
public sealed record MeView(UserId Id, string UserName, string DisplayName, string? AvatarUrl, SettingsView Settings, bool Admin);

internal sealed class GetMeHandler(IMessagingDb db) : IRequestHandler<GetMe, MeView>
{
    public async Task<MeView> Handle(GetMe request, CancellationToken cancellationToken)
    {
        var user = await db.Users.AsNoTracking().SingleOrDefaultAsync(user => user.Id == request.Me, cancellationToken)
            ?? throw new RefusedException(Refusal.Unauthenticated, "unauthenticated", "Sign in first.");
        return new MeView(user.Id, user.UserName, user.DisplayName, user.AvatarUrl, SettingsView.Of(user), request.IsAdmin);
    }
}

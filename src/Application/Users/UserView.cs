using System.Linq.Expressions;
using Messaging.Domain.Common;
using Messaging.Domain.Users;

namespace Messaging.Application.Users;

/// <summary>A user as others see them.</summary>
/// <param name="Id">The user.</param>
/// <param name="UserName">The unique name, with which they sign in.</param>
/// <param name="DisplayName">The name to show.</param>
/// <param name="AvatarUrl">An https address of the picture, or null.</param>
public sealed record UserView(UserId Id, string UserName, string DisplayName, string? AvatarUrl)
{
    internal static readonly Expression<Func<User, UserView>> Projection = user => new UserView(user.Id, user.UserName, user.DisplayName, user.AvatarUrl);

    internal static UserView Of(User user) => new(user.Id, user.UserName, user.DisplayName, user.AvatarUrl);
}

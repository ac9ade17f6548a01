using Messaging.Application.Users;
using Messaging.Domain.Auth;
using Messaging.Domain.Users;

namespace Messaging.Application.Auth;

/// <summary>The tokens and user that a client keeps after signing in.</summary>
/// <param name="AccessToken">Send it as <c>Authorization: Bearer</c>.</param>
/// <param name="RefreshToken">Exchange it at <c>/auth/refresh</c>; each is good once.</param>
/// <param name="ExpiresIn">Seconds for which the access token is good.</param>
/// <param name="User">The user who signed in.</param>
public sealed record AuthView(string AccessToken, string RefreshToken, int ExpiresIn, UserView User)
{
    internal static AuthView Of(IAccounts accounts, User user, Session session, string refreshToken) => new(
        accounts.IssueAccessToken(user, session.Id), refreshToken, (int)accounts.AccessTokenLifetime.TotalSeconds, UserView.Of(user));
}

using System.Text.Json;
using MediatR;
using Messaging.Application.Common;
using Messaging.Domain.Common;

namespace Messaging.Application.Realtime;

/// <summary>Signs a connection in as its user (pusher-js <c>signin()</c>), so that it can be ended when the user must go.</summary>
public sealed record AuthenticateUser(UserId Me, [property: AnyText] string? SocketId) : IRequest<UserAuthorization>;

internal sealed class AuthenticateUserHandler(IMessagingDb db, IChannelSigner signer, IPushSettings push) : IRequestHandler<AuthenticateUser, UserAuthorization>
{
    public async Task<UserAuthorization> Handle(AuthenticateUser request, CancellationToken cancellationToken)
    {
        push.RefuseWhenOff();
        var user = await db.ChannelMemberAsync(request.Me, cancellationToken);
        try
        {
            return signer.SignUser(request.SocketId ?? "", JsonSerializer.Serialize(new { id = user.Id, user_info = user.Info }, MessagingJson.Options));
        }
        catch (ArgumentException)
        {
            throw new RefusedException(Refusal.Forbidden, "socket_forbidden", "Invalid socket id.");
        }
    }
}

using MediatR;
using Messaging.Application.Common;
using Messaging.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Users;

/// <summary>A user's profile; the caller's own with their own id.</summary>
public sealed record GetUser(UserId Id) : IRequest<UserView>;

internal sealed class GetUserHandler(IMessagingDb db) : IRequestHandler<GetUser, UserView>
{
    public async Task<UserView> Handle(GetUser request, CancellationToken cancellationToken) =>
        await db.Users.Where(user => user.Id == request.Id).Select(UserView.Projection).SingleOrDefaultAsync(cancellationToken)
        ?? throw RefusedException.NotFound("user");
}

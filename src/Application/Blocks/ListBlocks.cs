using MediatR;
using Messaging.Application.Common;
using Messaging.Application.Users;
using Messaging.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Blocks;

/// <summary>Lists the users whom the caller blocks, and never those who block the caller.</summary>
public sealed record ListBlocks(UserId Me) : IRequest<Page<UserView>>;

internal sealed class ListBlocksHandler(IMessagingDb db) : IRequestHandler<ListBlocks, Page<UserView>>
{
    private const int MostShown = 1_000;

    public async Task<Page<UserView>> Handle(ListBlocks request, CancellationToken cancellationToken)
    {
        var users = await (
            from block in db.Blocks
            where block.BlockerId == request.Me
            join user in db.Users on block.BlockedId equals user.Id
            orderby user.DisplayNameKey
            select user).Take(MostShown).Select(UserView.Projection).ToListAsync(cancellationToken);
        return new Page<UserView>(users, NextCursor: null);
    }
}

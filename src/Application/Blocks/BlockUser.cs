using FluentValidation;
using MediatR;
using Messaging.Application.Common;
using Messaging.Domain.Blocks;
using Messaging.Domain.Blocks.Events;
using Messaging.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Blocks;

/// <summary>Stops everything between the caller and a user. Idempotent; the user is not notified.</summary>
public sealed record BlockUser(UserId Me, UserId UserId) : ICommand<Unit>;

internal sealed class BlockUserValidator : AbstractValidator<BlockUser>
{
    public BlockUserValidator() => RuleFor(request => request.UserId)
        .Must((request, userId) => userId != request.Me).WithMessage("You cannot block yourself.");
}

internal sealed class BlockUserHandler(IMessagingDb db, TimeProvider time) : IRequestHandler<BlockUser, Unit>
{
    public async Task<Unit> Handle(BlockUser request, CancellationToken cancellationToken)
    {
        // The conversation first, like everybody else: no message is stored after the block was answered.
        var direct = await db.LockDirectAsync(request.Me, request.UserId, cancellationToken);
        var users = await db.LockUsersAsync([request.Me, request.UserId], cancellationToken);
        if (users.All(user => user.Id != request.Me)) throw RefusedException.CallerIsGone();
        if (users.All(user => user.Id != request.UserId)) throw RefusedException.NotFound("user");
        if (await db.Blocks.AnyAsync(block => block.BlockerId == request.Me && block.BlockedId == request.UserId, cancellationToken)) return Unit.Value;

        db.Blocks.Add(new Block(request.Me, request.UserId, time.Now()));
        direct?.ChangeBlock(request.Me, isBlocked: true);
        db.Raise(new BlockChanged(request.Me, request.UserId, IsBlocked: true));
        return Unit.Value;
    }
}

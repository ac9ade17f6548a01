using FluentValidation;
using MediatR;
using Messaging.Application.Common;
using Messaging.Domain.Blocks.Events;
using Messaging.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Blocks;

/// <summary>Takes the caller's own block back; one that the other side made stays.</summary>
public sealed record UnblockUser(UserId Me, UserId UserId) : ICommand<Unit>;

internal sealed class UnblockUserValidator : AbstractValidator<UnblockUser>
{
    public UnblockUserValidator() => RuleFor(request => request.UserId).NotEqual(default(UserId));
}

internal sealed class UnblockUserHandler(IMessagingDb db) : IRequestHandler<UnblockUser, Unit>
{
    public async Task<Unit> Handle(UnblockUser request, CancellationToken cancellationToken)
    {
        // The conversation first, like everybody else.
        var direct = await db.LockDirectAsync(request.Me, request.UserId, cancellationToken);
        var removed = await db.Blocks
            .Where(block => block.BlockerId == request.Me && block.BlockedId == request.UserId)
            .ExecuteDeleteAsync(cancellationToken);
        if (removed == 0) return Unit.Value;

        direct?.ChangeBlock(request.Me, isBlocked: false);
        db.Raise(new BlockChanged(request.Me, request.UserId, IsBlocked: false));
        return Unit.Value;
    }
}

using FluentValidation;
using MediatR;
using Messaging.Application.Common;
using Messaging.Domain.Common;

namespace Messaging.Application.Conversations;

/// <summary>Takes somebody out of a group: an owner anyone, everybody themselves.</summary>
public sealed record RemoveMember(UserId Me, ConversationId ConversationId, UserId UserId) : ICommand<Unit>;

internal sealed class RemoveMemberValidator : AbstractValidator<RemoveMember>
{
    public RemoveMemberValidator() => RuleFor(request => request.UserId).NotEqual(default(UserId));
}

internal sealed class RemoveMemberHandler(IMessagingDb db, WorkBudget budget, TimeProvider time) : IRequestHandler<RemoveMember, Unit>
{
    public async Task<Unit> Handle(RemoveMember request, CancellationToken cancellationToken)
    {
        await db.ChangeGroupAsync(
            budget, request.ConversationId, request.Me,
            group =>
            {
                group.RemoveMember(request.Me, request.UserId, time.Now());
                return Task.CompletedTask;
            },
            cancellationToken);
        return Unit.Value;
    }
}

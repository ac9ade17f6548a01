using FluentValidation;
using MediatR;
using Messaging.Application.Common;
using Messaging.Domain.Common;
using Messaging.Domain.Conversations;

namespace Messaging.Application.Conversations;

/// <summary>Makes a member of a group an owner, or an owner a member. For owners.</summary>
public sealed record ChangeMemberRole(UserId Me, ConversationId ConversationId, UserId UserId, MemberRole Role) : ICommand<ConversationView>;

internal sealed class ChangeMemberRoleValidator : AbstractValidator<ChangeMemberRole>
{
    public ChangeMemberRoleValidator() => RuleFor(request => request.Role).IsInEnum();
}

internal sealed class ChangeMemberRoleHandler(IMessagingDb db, WorkBudget budget, TimeProvider time) : IRequestHandler<ChangeMemberRole, ConversationView>
{
    public Task<ConversationView> Handle(ChangeMemberRole request, CancellationToken cancellationToken) =>
        db.ChangeGroupAsync(
            budget, request.ConversationId, request.Me,
            group =>
            {
                group.ChangeRole(request.Me, request.UserId, request.Role, time.Now());
                return Task.CompletedTask;
            },
            cancellationToken);
}

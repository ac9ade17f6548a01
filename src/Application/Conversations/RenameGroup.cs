using FluentValidation;
using MediatR;
using Messaging.Application.Common;
using Messaging.Domain.Common;

namespace Messaging.Application.Conversations;

/// <summary>Gives a group another title. For owners.</summary>
public sealed record RenameGroup(UserId Me, ConversationId ConversationId, string Title) : ICommand<ConversationView>;

internal sealed class RenameGroupValidator : AbstractValidator<RenameGroup>
{
    public RenameGroupValidator() => RuleFor(request => request.Title).ValidGroupTitle();
}

internal sealed class RenameGroupHandler(IMessagingDb db, WorkBudget budget, TimeProvider time) : IRequestHandler<RenameGroup, ConversationView>
{
    public Task<ConversationView> Handle(RenameGroup request, CancellationToken cancellationToken) =>
        db.ChangeGroupAsync(
            budget, request.ConversationId, request.Me,
            group =>
            {
                group.Rename(request.Me, request.Title.Trim(), time.Now());
                return Task.CompletedTask;
            },
            cancellationToken);
}

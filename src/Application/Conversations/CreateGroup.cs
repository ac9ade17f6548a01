using FluentValidation;
using MediatR;
using Messaging.Application.Blocks;
using Messaging.Application.Common;
using Messaging.Domain.Common;
using Messaging.Domain.Conversations;

namespace Messaging.Application.Conversations;

/// <summary>Starts a group that the caller owns.</summary>
/// <param name="Me">The caller, who is always in it.</param>
/// <param name="Title">1 to 100 characters.</param>
/// <param name="MemberIds">The others, 1 to 99.</param>
public sealed record CreateGroup(UserId Me, string Title, IReadOnlyList<UserId> MemberIds) : ICommand<ConversationView>;

internal sealed class CreateGroupValidator : AbstractValidator<CreateGroup>
{
    public CreateGroupValidator()
    {
        RuleFor(request => request.Title).ValidGroupTitle();
        RuleFor(request => request.MemberIds).ValidMemberIds();
    }
}

internal sealed class CreateGroupHandler(IMessagingDb db, WorkBudget budget, TimeProvider time) : IRequestHandler<CreateGroup, ConversationView>
{
    public async Task<ConversationView> Handle(CreateGroup request, CancellationToken cancellationToken)
    {
        var others = request.MemberIds.Where(id => id != request.Me).Distinct().ToArray();
        await db.RefuseIfAnyBlockedAsync(request.Me, others, cancellationToken);
        var users = await db.LockUsersAsync([request.Me, .. others], cancellationToken);
        var me = users.SingleOrDefault(user => user.Id == request.Me) ?? throw RefusedException.CallerIsGone();
        if (users.Count != others.Length + 1) throw RefusedException.NotFound("user");

        budget.Spend(request.Me, users.Count);
        var now = time.Now();
        var group = Conversation.OpenGroup(
            ConversationId.New(now), me, request.Title.Trim(), [.. users.Where(user => user.Id != request.Me)], now);
        db.Conversations.Add(group);
        return ConversationView.Of(group, request.Me);
    }
}

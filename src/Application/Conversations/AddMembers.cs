using FluentValidation;
using MediatR;
using Messaging.Application.Blocks;
using Messaging.Application.Common;
using Messaging.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Conversations;

/// <summary>Adds members to a group. Present members stay. For owners.</summary>
public sealed record AddMembers(UserId Me, ConversationId ConversationId, IReadOnlyList<UserId> UserIds) : ICommand<ConversationView>;

internal sealed class AddMembersValidator : AbstractValidator<AddMembers>
{
    public AddMembersValidator() => RuleFor(request => request.UserIds).ValidMemberIds();
}

internal sealed class AddMembersHandler(IMessagingDb db, WorkBudget budget, TimeProvider time) : IRequestHandler<AddMembers, ConversationView>
{
    public async Task<ConversationView> Handle(AddMembers request, CancellationToken cancellationToken)
    {
        var ids = request.UserIds.Distinct().ToArray();
        await db.RefuseIfAnyBlockedAsync(request.Me, ids, cancellationToken);
        return await db.ChangeGroupAsync(
            budget, request.ConversationId, request.Me,
            async group =>
            {
                // Locked already, together with the group's own.
                var users = await db.Users.Where(user => ids.Contains(user.Id)).ToListAsync(cancellationToken);
                if (users.Count != ids.Length) throw RefusedException.NotFound("user");
                // Those who were in the group before come back to their rows.
                await db.Members.IgnoreQueryFilters().Where(member => member.ConversationId == group.Id && ids.Contains(member.UserId)).LoadAsync(cancellationToken);
                group.AddMembers(request.Me, users, time.Now());
            },
            cancellationToken,
            others: ids);
    }
}

using FluentValidation;
using MediatR;
using Messaging.Application.Blocks;
using Messaging.Application.Common;
using Messaging.Domain.Common;
using Messaging.Domain.Conversations;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Conversations;

/// <summary>Starts a group that the caller owns. The same id again returns the first group.</summary>
/// <param name="Me">The caller, who is always in it.</param>
/// <param name="Title">1 to 100 characters.</param>
/// <param name="MemberIds">The others, 1 to 99.</param>
/// <param name="Id">A UUID of version 7, made by the client; null: a new one.</param>
public sealed record CreateGroup(UserId Me, string Title, IReadOnlyList<UserId> MemberIds, ConversationId? Id = null) : ICommand<CreateGroupResult>;

/// <param name="Conversation">The caller's row.</param>
/// <param name="Created">False when an earlier request created it.</param>
public sealed record CreateGroupResult(ConversationView Conversation, bool Created);

internal sealed class CreateGroupValidator : AbstractValidator<CreateGroup>
{
    public CreateGroupValidator()
    {
        RuleFor(request => request.Title).ValidGroupTitle();
        RuleFor(request => request.MemberIds).ValidMemberIds();
        RuleFor(request => request.Id).Must(id => id is not { IsVersion7: false }).WithMessage("The id must be a UUID of version 7, made by the client.");
    }
}

internal sealed class CreateGroupHandler(IMessagingDb db, WorkBudget budget, TimeProvider time) : IRequestHandler<CreateGroup, CreateGroupResult>
{
    public async Task<CreateGroupResult> Handle(CreateGroup request, CancellationToken cancellationToken)
    {
        if (await FindAsync(request, cancellationToken) is { } existing) return new CreateGroupResult(existing, Created: false);

        var others = request.MemberIds.Where(id => id != request.Me).Distinct().ToArray();
        await db.RefuseIfAnyBlockedAsync(request.Me, others, cancellationToken);
        var users = await db.LockUsersAsync([request.Me, .. others], cancellationToken);
        var me = users.SingleOrDefault(user => user.Id == request.Me) ?? throw RefusedException.CallerIsGone();
        if (users.Count != others.Length + 1) throw RefusedException.NotFound("user");

        // Under the lock of the caller's row, so of twenty requests with one id at once nineteen find the first.
        if (await FindAsync(request, cancellationToken) is { } created) return new CreateGroupResult(created, Created: false);

        budget.Spend(request.Me, users.Count);
        var now = time.Now();
        var group = Conversation.OpenGroup(
            request.Id ?? ConversationId.New(now), me, request.Title.Trim(), [.. users.Where(user => user.Id != request.Me)], now);
        db.Conversations.Add(group);
        return new CreateGroupResult(ConversationView.Of(group, request.Me), Created: true);
    }

    /// <summary>The group of an earlier request with this id. Its title and members may have changed since.</summary>
    /// <exception cref="RefusedException"><c>id_conflict</c>: somebody else created it, or the caller has left it.</exception>
    private async Task<ConversationView?> FindAsync(CreateGroup request, CancellationToken cancellationToken)
    {
        if (request.Id is not { } id || !await db.Conversations.AnyAsync(row => row.Id == id, cancellationToken)) return null;

        var mine = db.Members.Where(member => member.UserId == request.Me && member.ConversationId == id
            && db.Messages.Any(message => message.ConversationId == id && message.Sequence == 1 && message.SenderId == request.Me && message.Change != null));
        return (await db.ToViewsAsync(mine, cancellationToken)).SingleOrDefault()
            ?? throw new RefusedException(Refusal.Conflict, "id_conflict", "This id is taken. Make a new one.");
    }
}

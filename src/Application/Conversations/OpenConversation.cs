using FluentValidation;
using MediatR;
using Messaging.Application.Blocks;
using Messaging.Application.Common;
using Messaging.Domain.Blocks;
using Messaging.Domain.Common;
using Messaging.Domain.Conversations;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Conversations;

/// <summary>Opens the direct conversation with a user; a second time it finds the first. The other one learns of it with the first message.</summary>
public sealed record OpenConversation(UserId Me, UserId UserId) : ICommand<OpenConversationResult>;

/// <param name="Conversation">The caller's row.</param>
/// <param name="Created">False when it was there already.</param>
public sealed record OpenConversationResult(ConversationView Conversation, bool Created);

internal sealed class OpenConversationValidator : AbstractValidator<OpenConversation>
{
    public OpenConversationValidator() => RuleFor(request => request.UserId)
        .NotEqual(default(UserId)).WithMessage("Give the id of the user to talk to.");
}

internal sealed class OpenConversationHandler(IMessagingDb db, TimeProvider time) : IRequestHandler<OpenConversation, OpenConversationResult>
{
    public async Task<OpenConversationResult> Handle(OpenConversation request, CancellationToken cancellationToken)
    {
        if (request.UserId == request.Me)
            throw new RefusedException(Refusal.Unprocessable, "cannot_message_yourself", "A conversation needs two people.");

        var pairKey = Conversation.PairKeyOf(request.Me, request.UserId);
        if (await FindAsync(request.Me, pairKey, cancellationToken) is { Revision: > 0 } existing) return new OpenConversationResult(existing, Created: false);

        // With both users locked, two people who open each other at the same moment come one after the
        // other. The unique index on the pair is the net below.
        var users = await db.LockUsersAsync([request.Me, request.UserId], cancellationToken);
        var me = users.SingleOrDefault(user => user.Id == request.Me) ?? throw RefusedException.CallerIsGone();
        var other = users.SingleOrDefault(user => user.Id == request.UserId) ?? throw RefusedException.NotFound("user");
        if (await FindAsync(request.Me, pairKey, cancellationToken) is { } created)
            return new OpenConversationResult(created.Revision > 0 ? created : await ShowAsync(request.Me, created.Id, cancellationToken), Created: false);

        if (await db.IsBlockedAsync(request.Me, request.UserId, cancellationToken)) throw Block.Refused();

        var now = time.Now();
        var conversation = Conversation.OpenDirect(ConversationId.New(now), me, other, now);
        db.Conversations.Add(conversation);
        return new OpenConversationResult(ConversationView.Of(conversation, request.Me), Created: true);
    }

    /// <summary>The other one has opened it and not written: from now on it is in the caller's lists too.</summary>
    private async Task<ConversationView> ShowAsync(UserId me, ConversationId id, CancellationToken cancellationToken)
    {
        var conversation = await db.Conversations.Include(row => row.Members).SingleAsync(row => row.Id == id, cancellationToken);
        conversation.Show(me, time.Now());
        return ConversationView.Of(conversation, me);
    }

    private async Task<ConversationView?> FindAsync(UserId me, string pairKey, CancellationToken cancellationToken)
    {
        var mine = db.Members.Where(member => member.UserId == me
            && db.Conversations.Any(conversation => conversation.Id == member.ConversationId && conversation.PairKey == pairKey));
        return (await db.ToViewsAsync(mine, cancellationToken)).SingleOrDefault();
    }
}

using FluentValidation;
using MediatR;
using Messaging.Application.Blocks;
using Messaging.Application.Common;
using Messaging.Application.Conversations;
using Messaging.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.ReadReceipts;

/// <summary>Moves the caller's read cursor forward. Behind it: nothing happens. Past the last message: up to the last.</summary>
public sealed record MarkRead(UserId Me, ConversationId ConversationId, long Sequence) : ICommand<ConversationView>;

internal sealed class MarkReadValidator : AbstractValidator<MarkRead>
{
    public MarkReadValidator() => RuleFor(request => request.Sequence).GreaterThanOrEqualTo(0);
}

internal sealed class MarkReadHandler(IMessagingDb db, TimeProvider time) : IRequestHandler<MarkRead, ConversationView>
{
    public async Task<ConversationView> Handle(MarkRead request, CancellationToken cancellationToken)
    {
        var conversation = await db.LockWithLastMessageAsync(request.ConversationId, request.Me, cancellationToken)
            ?? throw RefusedException.NotFound("conversation");
        if (request.Sequence > conversation.MemberOf(request.Me).LastReadSequence)
        {
            // The same rule as Message.CountsAsUnreadFor, in the database.
            var unread = request.Sequence >= conversation.LastSequence ? 0 : await db.Messages.CountAsync(
                message => message.ConversationId == request.ConversationId && message.Sequence > request.Sequence
                    && message.SenderId != request.Me && message.DeletedAt == null && message.Change == null,
                cancellationToken);
            var isBlocked = await db.IsBlockedAsync(conversation, request.Me, cancellationToken);
            conversation.MarkRead(request.Me, request.Sequence, unread, isBlocked, time.Now());
        }

        return ConversationView.Of(conversation, request.Me);
    }
}

using FluentValidation;
using MediatR;
using Messaging.Application.Conversations;
using Messaging.Domain.Common;

namespace Messaging.Application.ReadReceipts;

/// <summary>Moves the caller's read cursor forward. Behind it: nothing happens. Past the last message: up to the last.</summary>
public sealed record MarkRead(UserId Me, ConversationId ConversationId, long Sequence) : IRequest<ConversationView>;

internal sealed class MarkReadValidator : AbstractValidator<MarkRead>
{
    public MarkReadValidator() => RuleFor(request => request.Sequence).GreaterThanOrEqualTo(0);
}

internal sealed class MarkReadHandler(ConversationChanges changes) : IRequestHandler<MarkRead, ConversationView>
{
    public Task<ConversationView> Handle(MarkRead request, CancellationToken cancellationToken) =>
        changes.CommitAsync<ConversationView>(new Change(request));

    private sealed class Change(MarkRead request) : ConversationChange(request.ConversationId, request.Me)
    {
        public override long? ReadUpTo => request.Sequence;

        public override object Apply(LockedConversation locked, DateTimeOffset now)
        {
            locked.Conversation.MarkRead(request.Me, request.Sequence, locked.UnreadAfter, locked.IsBlocked, now);
            return ConversationView.Of(locked.Conversation, request.Me);
        }
    }
}

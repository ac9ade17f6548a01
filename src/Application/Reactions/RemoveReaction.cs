using FluentValidation;
using MediatR;
using Messaging.Application.Conversations;
using Messaging.Application.Messages;
using Messaging.Application.Outbox;
using Messaging.Domain.Common;
using Messaging.Domain.Reactions;

namespace Messaging.Application.Reactions;

/// <summary>Takes a reaction of the caller back. The same again changes nothing. A block does not prevent it, as it does not prevent a deletion.</summary>
public sealed record RemoveReaction(UserId Me, ConversationId ConversationId, MessageId MessageId, string Emoji) : IRequest<MessageView>;

internal sealed class RemoveReactionValidator : AbstractValidator<RemoveReaction>
{
    public RemoveReactionValidator() => RuleFor(request => request.Emoji).ValidEmoji();
}

internal sealed class RemoveReactionHandler(OutboxBacklog backlog, ConversationChanges changes) : IRequestHandler<RemoveReaction, MessageView>
{
    public Task<MessageView> Handle(RemoveReaction request, CancellationToken cancellationToken)
    {
        backlog.RefuseWhenFull();
        return changes.CommitAsync<MessageView>(new Change(request));
    }

    private sealed class Change(RemoveReaction request) : ConversationChange(request.ConversationId, request.Me)
    {
        private readonly string _emoji = Emoji.Normalize(request.Emoji)!;

        public override MessageId? MessageId => request.MessageId;

        public override object Apply(LockedConversation locked, DateTimeOffset now)
        {
            if (locked.Known is not { } message || message.ConversationId != request.ConversationId) throw RefusedException.NotFound("message");

            locked.Conversation.TakeReactionBack(message, request.Me, _emoji);
            return MessageView.Of(message, request.Me);
        }
    }
}

using FluentValidation;
using MediatR;
using Messaging.Application.Conversations;
using Messaging.Application.Messages;
using Messaging.Application.Outbox;
using Messaging.Domain.Blocks;
using Messaging.Domain.Common;
using Messaging.Domain.Reactions;

namespace Messaging.Application.Reactions;

/// <summary>Reacts to a message with an emoji. The same again changes nothing.</summary>
public sealed record AddReaction(UserId Me, ConversationId ConversationId, MessageId MessageId, string Emoji) : IRequest<MessageView>;

internal sealed class AddReactionValidator : AbstractValidator<AddReaction>
{
    public AddReactionValidator() => RuleFor(request => request.Emoji).ValidEmoji();
}

internal sealed class AddReactionHandler(OutboxBacklog backlog, ConversationChanges changes) : IRequestHandler<AddReaction, MessageView>
{
    public Task<MessageView> Handle(AddReaction request, CancellationToken cancellationToken)
    {
        backlog.RefuseWhenFull();
        return changes.CommitAsync<MessageView>(new Change(request));
    }

    private sealed class Change(AddReaction request) : ConversationChange(request.ConversationId, request.Me)
    {
        private readonly string _emoji = Emoji.Normalize(request.Emoji)!;

        public override MessageId? MessageId => request.MessageId;

        public override object Apply(LockedConversation locked, DateTimeOffset now)
        {
            if (locked.Known is not { } message || message.ConversationId != request.ConversationId) throw RefusedException.NotFound("message");
            if (locked.IsBlocked) throw Block.Refused();

            locked.Conversation.React(message, request.Me, _emoji);
            return MessageView.Of(message, request.Me);
        }
    }
}

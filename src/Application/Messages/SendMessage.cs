using FluentValidation;
using MediatR;
using Messaging.Application.Conversations;
using Messaging.Application.Outbox;
using Messaging.Domain.Blocks;
using Messaging.Domain.Common;
using Messaging.Domain.Messages;

namespace Messaging.Application.Messages;

/// <summary>Sends a message. The same id with the same body and <c>ReplyTo</c> again returns the first message.</summary>
/// <param name="Me">The sender.</param>
/// <param name="ConversationId">Where.</param>
/// <param name="Id">A UUID of version 7, made by the client.</param>
/// <param name="Body">1 to 4,000 characters.</param>
/// <param name="ReplyTo">The message of this conversation that it answers, or null.</param>
/// <param name="Mentions">The members whom it mentions; null: those whom the text names.</param>
/// <param name="MentionsAll">Mentions everyone in the group.</param>
public sealed record SendMessage(
    UserId Me, ConversationId ConversationId, MessageId Id, string Body, MessageId? ReplyTo = null, IReadOnlyList<UserId>? Mentions = null, bool MentionsAll = false)
    : IRequest<SendMessageResult>;

/// <param name="Message">The message as stored.</param>
/// <param name="Replayed">True when it was stored by an earlier request.</param>
public sealed record SendMessageResult(MessageView Message, bool Replayed);

internal sealed class SendMessageValidator : AbstractValidator<SendMessage>
{
    public SendMessageValidator()
    {
        RuleFor(request => request.Id).Must(id => id.IsVersion7).WithMessage("The id must be a UUID of version 7, made by the client.");
        RuleFor(request => request.Body).ValidMessageBody();
        RuleFor(request => request.Mentions).ValidMentions();
    }
}

internal sealed class SendMessageHandler(OutboxBacklog backlog, ConversationChanges changes) : IRequestHandler<SendMessage, SendMessageResult>
{
    public Task<SendMessageResult> Handle(SendMessage request, CancellationToken cancellationToken)
    {
        backlog.RefuseWhenFull();
        return changes.CommitAsync<SendMessageResult>(new Change(request));
    }

    private sealed class Change(SendMessage request) : ConversationChange(request.ConversationId, request.Me)
    {
        private readonly string _body = MessageBody.Normalize(request.Body);

        public override MessageId? MessageId => request.Id;

        public override MessageId? ReplyToId => request.ReplyTo;

        public override object Apply(LockedConversation locked, DateTimeOffset now)
        {
            // Under the lock, so of twenty sends with one id at once nineteen find the first.
            if (locked.Known is { } first) return Replay(first, locked.ReplyTo);
            if (locked.IsBlocked) throw Block.Refused();

            var replyTo = request.ReplyTo is null ? null : locked.Conversation.Answerable(locked.ReplyTo);
            var mentions = locked.Conversation.MentionsOf(request.Me, _body, new WantedMentions(request.Mentions, request.MentionsAll));
            return new SendMessageResult(MessageView.Of(locked.Conversation.Send(request.Id, request.Me, _body, now, replyTo, mentions), request.Me), Replayed: false);
        }

        private SendMessageResult Replay(Message first, Message? replyTo)
        {
            if (first.ConversationId != request.ConversationId || first.SenderId != request.Me)
                throw new RefusedException(Refusal.Conflict, "id_conflict", "This message id is taken. Make a new one.");
            if (!first.IsReplay(_body, request.ReplyTo))
                throw new RefusedException(Refusal.Unprocessable, "id_reused", "This message id was already used for another text or reply. Make a new one.");
            first.ReplyTo = replyTo;
            return new SendMessageResult(MessageView.Of(first, request.Me), Replayed: true);
        }
    }
}

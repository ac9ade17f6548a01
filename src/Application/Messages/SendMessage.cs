using FluentValidation;
using MediatR;
using Messaging.Application.Blocks;
using Messaging.Application.Common;
using Messaging.Application.Outbox;
using Messaging.Domain.Common;
using Messaging.Domain.Messages;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Messages;

/// <summary>Sends a message. The same id with the same body again returns the first message.</summary>
public sealed record SendMessage(UserId Me, ConversationId ConversationId, MessageId Id, string Body) : ICommand<SendMessageResult>;

/// <param name="Message">The message as stored.</param>
/// <param name="Replayed">True when it was stored by an earlier request.</param>
public sealed record SendMessageResult(MessageView Message, bool Replayed);

internal sealed class SendMessageValidator : AbstractValidator<SendMessage>
{
    public SendMessageValidator()
    {
        RuleFor(request => request.Id).Must(id => id.IsVersion7).WithMessage("The id must be a UUID of version 7, made by the client.");
        RuleFor(request => request.Body).ValidMessageBody();
    }
}

internal sealed class SendMessageHandler(IMessagingDb db, OutboxBacklog backlog, TimeProvider time) : IRequestHandler<SendMessage, SendMessageResult>
{
    public async Task<SendMessageResult> Handle(SendMessage request, CancellationToken cancellationToken)
    {
        backlog.RefuseWhenFull();
        var conversation = await db.LockConversationAsync(request.ConversationId, request.Me, cancellationToken)
            ?? throw RefusedException.NotFound("conversation");

        // Under the lock, so of twenty sends with one id at once nineteen find the first.
        var body = MessageBody.Normalize(request.Body);
        var first = await db.Messages.AsNoTracking().SingleOrDefaultAsync(message => message.Id == request.Id, cancellationToken);
        if (first is not null) return Replay(first, request, body);

        await db.RefuseIfBlockedAsync(conversation, request.Me, cancellationToken);
        var message = conversation.Send(request.Id, request.Me, body, time.Now());
        db.Messages.Add(message);
        return new SendMessageResult(MessageView.Of(message), Replayed: false);
    }

    private static SendMessageResult Replay(Message first, SendMessage request, string body)
    {
        if (first.ConversationId != request.ConversationId || first.SenderId != request.Me)
            throw new RefusedException(Refusal.Conflict, "id_conflict", "This message id is taken. Make a new one.");
        if (!first.IsReplay(body))
            throw new RefusedException(Refusal.Unprocessable, "id_reused", "This message id was already used for another text. Make a new one.");
        return new SendMessageResult(MessageView.Of(first), Replayed: true);
    }
}

using FluentValidation;
using MediatR;
using Messaging.Application.Common;
using Messaging.Application.Conversations;
using Messaging.Domain.Common;

namespace Messaging.Application.Messages;

/// <summary>Deletes an own message; a tombstone keeps its place. Deleting twice is deleting once.</summary>
public sealed record DeleteMessage(UserId Me, ConversationId ConversationId, MessageId Id) : ICommand<MessageView>;

internal sealed class DeleteMessageValidator : AbstractValidator<DeleteMessage>
{
    public DeleteMessageValidator() => RuleFor(request => request.Id).NotEqual(default(MessageId));
}

internal sealed class DeleteMessageHandler(IMessagingDb db, TimeProvider time) : IRequestHandler<DeleteMessage, MessageView>
{
    public async Task<MessageView> Handle(DeleteMessage request, CancellationToken cancellationToken)
    {
        var (conversation, message) = await db.LockMessageAsync(request.ConversationId, request.Me, request.Id, cancellationToken);
        conversation.Delete(message, request.Me, time.Now());
        return MessageView.Of(message, request.Me);
    }
}

using MediatR;
using Messaging.Application.Common;
using Messaging.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Messages;

/// <summary>One message: what a client asks for when an event was too long to carry it.</summary>
public sealed record GetMessage(UserId Me, ConversationId ConversationId, MessageId Id) : IRequest<MessageView>;

internal sealed class GetMessageHandler(IMessagingDb db) : IRequestHandler<GetMessage, MessageView>
{
    public async Task<MessageView> Handle(GetMessage request, CancellationToken cancellationToken) =>
        await db.ToViews(db.Messages
                .Where(message => message.Id == request.Id && message.ConversationId == request.ConversationId)
                .Where(message => db.Members.Any(member => member.ConversationId == message.ConversationId && member.UserId == request.Me)), request.Me)
            .SingleOrDefaultAsync(cancellationToken)
        ?? throw RefusedException.NotFound("message");
}

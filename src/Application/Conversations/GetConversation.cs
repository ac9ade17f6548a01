using MediatR;
using Messaging.Application.Common;
using Messaging.Domain.Common;

namespace Messaging.Application.Conversations;

/// <summary>The caller's row of one conversation.</summary>
public sealed record GetConversation(UserId Me, ConversationId Id) : IRequest<ConversationView>;

internal sealed class GetConversationHandler(IMessagingDb db) : IRequestHandler<GetConversation, ConversationView>
{
    public async Task<ConversationView> Handle(GetConversation request, CancellationToken cancellationToken)
    {
        var mine = db.Members.ShownTo(request.Me).Where(member => member.ConversationId == request.Id);
        return (await db.ToViewsAsync(mine, cancellationToken)).SingleOrDefault() ?? throw RefusedException.NotFound("conversation");
    }
}

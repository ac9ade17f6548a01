using FluentValidation;
using MediatR;
using Messaging.Application.Blocks;
using Messaging.Application.Common;
using Messaging.Application.Conversations;
using Messaging.Domain.Common;
using Messaging.Domain.Messages;

namespace Messaging.Application.Messages;

/// <summary>Replaces the text of an own message, and whom it mentions.</summary>
public sealed record EditMessage(UserId Me, ConversationId ConversationId, MessageId Id, string Body, IReadOnlyList<UserId>? Mentions = null, bool MentionsAll = false)
    : ICommand<MessageView>;

internal sealed class EditMessageValidator : AbstractValidator<EditMessage>
{
    public EditMessageValidator()
    {
        RuleFor(request => request.Body).ValidMessageBody();
        RuleFor(request => request.Mentions).ValidMentions();
    }
}

internal sealed class EditMessageHandler(IMessagingDb db, TimeProvider time) : IRequestHandler<EditMessage, MessageView>
{
    public async Task<MessageView> Handle(EditMessage request, CancellationToken cancellationToken)
    {
        var (conversation, message) = await db.LockMessageAsync(request.ConversationId, request.Me, request.Id, cancellationToken);
        await db.RefuseIfBlockedAsync(conversation, request.Me, cancellationToken);
        conversation.Edit(message, request.Me, MessageBody.Normalize(request.Body), time.Now(), new WantedMentions(request.Mentions, request.MentionsAll));
        return MessageView.Of(message, request.Me);
    }
}

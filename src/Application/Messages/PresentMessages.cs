using Messaging.Application.Common;
using Messaging.Domain.Common;
using Messaging.Domain.Conversations;
using Messaging.Domain.Conversations.Events;
using Messaging.Domain.Messages;
using Messaging.Domain.Messages.Events;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Messages;

/// <summary>
/// Replaces messages and quotes in events that have waited with their present state, so that a message that was edited or deleted
/// while push was down is not announced with its old text.
/// </summary>
internal sealed class PresentMessages(IMessagingDb db)
{
    /// <summary>The events with the present state of their messages, in the same order. One query, or none without messages.</summary>
    public async Task<IReadOnlyList<IDomainEvent?>> ApplyAsync(IReadOnlyList<IDomainEvent?> events, CancellationToken cancellationToken)
    {
        var ids = events.SelectMany(MessageIds).Distinct().ToArray();
        if (ids.Length == 0) return events;

        var present = await db.Messages
            .Where(message => EF.Parameter(ids).Contains(message.Id) && (message.EditedAt != null || message.DeletedAt != null))
            .AsNoTracking()
            .ToDictionaryAsync(message => message.Id, cancellationToken);
        return present.Count == 0 ? events : [.. events.Select(domainEvent => Apply(domainEvent, present))];
    }

    private static IEnumerable<MessageId> MessageIds(IDomainEvent? domainEvent)
    {
        if (domainEvent is IConversationChanged { Conversation.LastMessage: { } last }) yield return last.Id;
        if (domainEvent is not IMessageChanged { Message: var message }) yield break;
        yield return message.Id;
        if (message.Quote is { } quote) yield return quote.Id;
    }

    private static IDomainEvent? Apply(IDomainEvent? domainEvent, Dictionary<MessageId, Message> present)
    {
        if (domainEvent is IConversationChanged { Conversation: { LastMessage: { } last } conversation } changed)
            domainEvent = changed.With(conversation with { LastMessage = Apply(last, present) with { Reactions = null, Mentions = null } });
        return domainEvent is IMessageChanged { Message: var message } about ? about.With(Apply(message, present)) : domainEvent;
    }

    private static MessageSnapshot Apply(MessageSnapshot message, Dictionary<MessageId, Message> present)
    {
        if (present.TryGetValue(message.Id, out var newMessage)) message = MessageSnapshot.WithoutQuote(newMessage) with { Quote = message.Quote };
        return message.Quote is { } quote && present.TryGetValue(quote.Id, out var answered) ? message with { Quote = MessageQuote.Of(answered) } : message;
    }
}

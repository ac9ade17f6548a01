using Messaging.Application.Common;
using Messaging.Domain.Common;
using Messaging.Domain.Conversations;
using Messaging.Domain.Conversations.Events;
using Messaging.Domain.Messages.Events;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Messages;

/// <summary>
/// Replaces messages in events that have waited with their present state, so that a message that was edited or deleted
/// while push was down is not announced with its old text.
/// </summary>
internal sealed class PresentMessages(IMessagingDb db)
{
    /// <summary>The events with the present state of their messages, in the same order. One query, or none without messages.</summary>
    public async Task<IReadOnlyList<IDomainEvent?>> ApplyAsync(IReadOnlyList<IDomainEvent?> events, CancellationToken cancellationToken)
    {
        var ids = events.OfType<IConversationChanged>().SelectMany(Messages).Select(message => message.Id).Distinct().ToArray();
        if (ids.Length == 0) return events;

        var present = await db.Messages
            .Where(message => EF.Parameter(ids).Contains(message.Id) && (message.EditedAt != null || message.DeletedAt != null))
            .AsNoTracking()
            .ToDictionaryAsync(message => message.Id, MessageSnapshot.Of, cancellationToken);
        return present.Count == 0 ? events : [.. events.Select(domainEvent => domainEvent is IConversationChanged changed ? Apply(changed, present) : domainEvent)];
    }

    private static IEnumerable<MessageSnapshot> Messages(IConversationChanged changed)
    {
        if (changed.Conversation.LastMessage is { } last) yield return last;
        if (changed is IMessageChanged { Message: var message }) yield return message;
    }

    private static IConversationChanged Apply(IConversationChanged changed, Dictionary<MessageId, MessageSnapshot> present)
    {
        if (changed.Conversation.LastMessage is { } last && present.TryGetValue(last.Id, out var newLast))
            changed = changed.With(changed.Conversation with { LastMessage = newLast });
        return changed is IMessageChanged { Message: var message } about && present.TryGetValue(message.Id, out var newMessage)
            ? about.With(newMessage)
            : changed;
    }
}

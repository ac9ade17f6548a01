using Messaging.Application.Common;
using Messaging.Application.Conversations;
using Messaging.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Messages;

internal static class MessageAuthors
{
    /// <summary>The people whom these messages name or quote and who are not in the conversation now.</summary>
    public static async Task<IReadOnlyList<AuthorView>> AuthorsOfAsync(
        this IMessagingDb db, ConversationId id, bool isGroup, IReadOnlyCollection<MessageView> messages, CancellationToken cancellationToken)
    {
        // Nobody leaves a direct conversation.
        if (!isGroup || messages.Count == 0) return [];
        var members = await db.Members.Where(member => member.ConversationId == id).Select(member => member.UserId).ToListAsync(cancellationToken);
        return await db.AuthorsAsync(messages.SelectMany(NamedBy).Except(members), cancellationToken);
    }

    private static IEnumerable<UserId> NamedBy(MessageView message) =>
        Authors.NamedBy(message.SenderId, message.Change).Concat(message.Quote is { } quote ? [quote.SenderId] : [])
            .Concat(message.Reactions.SelectMany(kind => kind.UserIds));
}

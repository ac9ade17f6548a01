using Messaging.Application.Common;
using Messaging.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Presence;

/// <summary>Who is looking at a chat: in its channel, or polling for it.</summary>
public sealed class ChatViewers(IMessagingDb db, ChatPolls polls, PresenceOptions options, TimeProvider time)
{
    /// <summary>Members who are looking at the chat now. Tabs that are hidden or not focused count: their client decides.</summary>
    public async Task<IReadOnlySet<UserId>> InAsync(ConversationId id, CancellationToken cancellationToken)
    {
        var viewers = await db.ChatViewers
            .Where(viewer => viewer.ConversationId == id && viewer.IsPresent)
            .Select(viewer => viewer.UserId)
            .ToHashSetAsync(cancellationToken);
        viewers.UnionWith(polls.Since(id, time.Now() - options.PollLifetime));
        return viewers;
    }

    /// <summary>Notes that a user polled with this chat open; counts for <see cref="PresenceOptions.PollSeconds"/>.</summary>
    public void Polled(UserId user, ConversationId conversation, DateTimeOffset at) => polls.Add(user, conversation, at);
}

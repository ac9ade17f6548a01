using Messaging.Application.Common;
using Messaging.Application.Realtime;
using Messaging.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Presence;

/// <summary>Who is looking at a chat: in its channel, or waiting for its changes with a poll.</summary>
public sealed class ChatViewers(IMessagingDb db, ChatPolls polls, IRealtimePublisher publisher)
{
    /// <summary>Members who are looking at the chat now. Tabs that are hidden or not focused count: their client decides.</summary>
    public async Task<IReadOnlySet<UserId>> InAsync(ConversationId id, CancellationToken cancellationToken)
    {
        var viewers = await db.ChatViewers
            .Where(viewer => viewer.ConversationId == id && viewer.IsPresent)
            .Select(viewer => viewer.UserId)
            .ToHashSetAsync(cancellationToken);
        // The service reports that somebody left after a delay. Where asking it is free, nobody counts for that long.
        if (viewers.Count > 0 && publisher.IsInProcess
            && await publisher.GetPresenceMembersAsync(Channels.Chat(id), cancellationToken) is { } members)
        {
            viewers.RemoveWhere(viewer => !members.Contains(viewer.ToString()));
        }

        viewers.UnionWith(polls.In(id));
        return viewers;
    }
}

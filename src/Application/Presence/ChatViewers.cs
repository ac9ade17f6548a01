using Messaging.Application.Common;
using Messaging.Application.Realtime;
using Messaging.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Presence;

/// <summary>Who is looking at a chat: in its channel, or waiting for its changes with a poll.</summary>
public sealed class ChatViewers(IMessagingDb db, ChatPolls polls, IRealtimePublisher publisher)
{
    /// <summary>Members who are looking at the chat now. Tabs that are hidden or not focused count: their client decides.</summary>
    public async Task<IReadOnlySet<UserId>> InAsync(ConversationId id, CancellationToken cancellationToken) => (await InAsync([id], cancellationToken))[id];

    /// <summary>The same for several chats.</summary>
    public async Task<IReadOnlyDictionary<ConversationId, IReadOnlySet<UserId>>> InAsync(IReadOnlyCollection<ConversationId> ids, CancellationToken cancellationToken)
    {
        var reported = (await db.ChatViewers
            .Where(viewer => EF.Parameter(ids).Contains(viewer.ConversationId) && viewer.IsPresent)
            .Select(viewer => new { viewer.ConversationId, viewer.UserId })
            .ToListAsync(cancellationToken)).ToLookup(viewer => viewer.ConversationId, viewer => viewer.UserId);
        var viewers = new Dictionary<ConversationId, IReadOnlySet<UserId>>();
        foreach (var id in ids.Distinct())
            viewers[id] = (await WithoutGoneAsync(id, [.. reported[id]], cancellationToken)).Concat(polls.In(id)).ToHashSet();
        return viewers;
    }

    /// <summary>The service reports that somebody left after a delay. Where asking it is free, nobody counts for that long.</summary>
    private async Task<IEnumerable<UserId>> WithoutGoneAsync(ConversationId id, UserId[] reported, CancellationToken cancellationToken) =>
        reported.Length > 0 && publisher.IsInProcess && await publisher.GetPresenceMembersAsync(Channels.Chat(id), cancellationToken) is { } members
            ? reported.Where(viewer => members.Contains(viewer.ToString()))
            : reported;
}

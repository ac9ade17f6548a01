using Messaging.Application.Common;
using Messaging.Application.Presence.Memory;
using Messaging.Application.Realtime;
using Messaging.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Presence;

/// <summary>The users who are looking at a chat: in its channel, or waiting for its changes with a poll.</summary>
public sealed class ChatViewers(IMessagingDb db, ChatPolls polls, IRealtimePublisher publisher)
{
    /// <summary>Members who are looking at the chat now. Tabs that are hidden or not focused count: their client decides.</summary>
    public async Task<IReadOnlySet<UserId>> InAsync(ConversationId id, CancellationToken cancellationToken) =>
        (await InAsync([id], cancellationToken))[id];

    /// <summary>The same for several chats. One query, or none where the broker runs in this process.</summary>
    public async Task<IReadOnlyDictionary<ConversationId, IReadOnlySet<UserId>>> InAsync(IReadOnlyCollection<ConversationId> ids, CancellationToken cancellationToken)
    {
        var present = publisher.IsInProcess ? await InChannelsAsync(ids, cancellationToken) : await ReportedAsync(ids, cancellationToken);
        return ids.ToDictionary(id => id, id => (IReadOnlySet<UserId>)present[id].Concat(polls.In(id)).ToHashSet());
    }

    // The service reports that somebody left after a delay. Where asking it is free, nobody counts for that long.
    private async Task<ILookup<ConversationId, UserId>> InChannelsAsync(IReadOnlyCollection<ConversationId> ids, CancellationToken cancellationToken)
    {
        var present = new List<(ConversationId Conversation, UserId User)>();
        foreach (var id in ids)
        {
            foreach (var member in await publisher.GetPresenceMembersAsync(Channels.Chat(id), cancellationToken) ?? [])
            {
                if (Guid.TryParse(member, out var user)) present.Add((id, new UserId(user)));
            }
        }

        return present.ToLookup(viewer => viewer.Conversation, viewer => viewer.User);
    }

    private async Task<ILookup<ConversationId, UserId>> ReportedAsync(IReadOnlyCollection<ConversationId> ids, CancellationToken cancellationToken) =>
        (await db.ChatViewers
            .Where(viewer => EF.Parameter(ids).Contains(viewer.ConversationId) && viewer.IsPresent)
            .Select(viewer => new { viewer.ConversationId, viewer.UserId })
            .ToListAsync(cancellationToken)).ToLookup(viewer => viewer.ConversationId, viewer => viewer.UserId);
}

using Messaging.Application.Common;
using Messaging.Application.Presence.Memory;
using Messaging.Application.Realtime;
using Messaging.Domain.Common;
using Messaging.Domain.Presence;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Presence.Tables;

/// <summary>Brings the table of chat viewers in line with the push service. A viewer who is not there any more would miss notifications.</summary>
public sealed class ChatViewerRepair(
    IMessagingDb db, PresenceWriter writer, ChatPolls polls, IRealtimePublisher publisher, PresenceOptions options, TimeProvider time)
{
    // Each costs a call: those that were checked longest ago come first, the others next time.
    private const int ChannelsAtOnce = 20;

    // Longer than a webhook may be repeated for, so that a late one still finds the newer report.
    private static readonly TimeSpan KeepGone = TimeSpan.FromMinutes(15);

    /// <summary>Drops viewers of empty channels, compares some of the others, and forgets who has long been gone.</summary>
    public async Task RepairAsync(CancellationToken cancellationToken)
    {
        var asked = time.Now();
        polls.Forget();
        if (await publisher.GetOccupiedChannelsAsync(Channels.ChatPrefix, cancellationToken) is not { } channels) return;

        var occupied = channels.Select(Channels.ChatOf).OfType<ConversationId>().ToHashSet();
        var before = asked - TimeSpan.FromSeconds(options.RepairMarginSeconds);
        var viewers = await db.ChatViewers.AsNoTracking()
            .Where(viewer => viewer.IsPresent && viewer.ReportedAt < before)
            .OrderBy(viewer => viewer.ReportedAt)
            .ToListAsync(cancellationToken);
        var reports = viewers.Where(viewer => !occupied.Contains(viewer.ConversationId))
            .Select(viewer => (viewer.ConversationId, viewer.UserId, IsPresent: false)).ToList();
        foreach (var chat in viewers.Where(viewer => occupied.Contains(viewer.ConversationId)).GroupBy(viewer => viewer.ConversationId).Take(ChannelsAtOnce))
        {
            if (await publisher.GetPresenceMembersAsync(Channels.Chat(chat.Key), cancellationToken) is not { } members) break;
            reports.AddRange(chat.Select(viewer => (chat.Key, viewer.UserId, members.Contains(viewer.UserId.ToString()))));
        }

        await writer.ReportViewersAsync(asked, reports, cancellationToken);
        await ForgetAsync(asked - KeepGone, cancellationToken);
    }

    private async Task ForgetAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        IQueryable<ChatViewer> gone = db.ChatViewers.Where(viewer => !viewer.IsPresent && viewer.ReportedAt < before);
        // Mostly there are none, and a write would queue for nothing.
        if (!await gone.AnyAsync(cancellationToken)) return;
        await db.InTransactionAsync(cancellation => gone.ExecuteDeleteAsync(cancellation), cancellationToken);
    }
}

using Messaging.Application.Outbox;
using Messaging.Application.Realtime;
using Messaging.Domain.Common;
using Messaging.Domain.Presence.Events;

namespace Messaging.Application.Presence;

/// <summary>Brings the tables in line with what the push service reported. The same report twice is the same as once.</summary>
[OutboxConsumer("channel-reports", typeof(ChannelPresenceReported))]
internal sealed class ApplyChannelReports(PresenceWriter writer, ExpiryAlarm alarm, PresenceOptions options, TimeProvider time) : IOutboxConsumer
{
    public async ValueTask<IReadOnlyList<RealtimeEvent>> ConsumeAsync(IDomainEvent domainEvent, CancellationToken cancellationToken)
    {
        var reported = (ChannelPresenceReported)domainEvent;
        var own = reported.Reports.Where(report => report.ConversationId is null).ToLookup(report => report.UserId);
        await writer.ChangeAsync(
            own.Select(reports => reports.Key),
            presence =>
            {
                foreach (var report in own[presence.Id]) presence.Report(report.IsPresent, reported.At, time.Now(), options.LeaveGrace);
            },
            cancellationToken);
        if (reported.Reports.Any(report => report is { ConversationId: null, IsPresent: false })) alarm.SetGrace();
        await writer.ReportViewersAsync(
            reported.At,
            [.. reported.Reports.Where(report => report.ConversationId is not null).Select(report => (report.ConversationId!.Value, report.UserId, report.IsPresent))],
            cancellationToken);
        return [];
    }
}

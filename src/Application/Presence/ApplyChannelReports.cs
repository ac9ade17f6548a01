using Messaging.Application.Outbox;
using Messaging.Application.Presence.Tables;
using Messaging.Application.Realtime;
using Messaging.Domain.Common;
using Messaging.Domain.Presence.Events;

namespace Messaging.Application.Presence;

/// <summary>Applies the reports that a node of an earlier release left in the outbox. Nodes of this release apply them at once.</summary>
[OutboxConsumer("channel-reports", typeof(ChannelPresenceReported))]
internal sealed class ApplyChannelReports(ChannelReportApplier reports) : IOutboxConsumer
{
    public async ValueTask<IReadOnlyList<RealtimeEvent>> ConsumeAsync(IDomainEvent domainEvent, CancellationToken cancellationToken)
    {
        var reported = (ChannelPresenceReported)domainEvent;
        await reports.ApplyAsync(reported.At, reported.Reports, cancellationToken);
        return [];
    }
}

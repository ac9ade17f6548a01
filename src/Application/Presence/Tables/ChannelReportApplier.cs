using Messaging.Application.Presence.Memory;
using Messaging.Domain.Common;
using Messaging.Domain.Presence.Events;

namespace Messaging.Application.Presence.Tables;

/// <summary>Brings the tables in line with what the push service reported. The same report twice is the same as once.</summary>
internal sealed class ChannelReportApplier(PresenceWriter writer, ExpiryAlarm alarm, PresenceOptions options, TimeProvider time)
{
    /// <param name="at">When, by the service's clock.</param>
    /// <param name="reports">In the order in which it happened.</param>
    /// <param name="cancellationToken">Ends the work between two transactions.</param>
    public async Task ApplyAsync(DateTimeOffset at, IReadOnlyCollection<ChannelPresence> reports, CancellationToken cancellationToken)
    {
        var own = reports.Where(report => report.ConversationId is null).ToLookup(report => report.UserId);
        await writer.ChangeAsync(
            own.Select(group => group.Key),
            presence =>
            {
                foreach (var report in own[presence.Id]) presence.Report(report.IsPresent, at, time.Now(), options.LeaveGrace);
            },
            cancellationToken);
        if (reports.Any(report => report is { ConversationId: null, IsPresent: false })) alarm.SetGrace();
        await writer.ReportViewersAsync(
            at,
            [.. reports.Where(report => report.ConversationId is not null).Select(report => (report.ConversationId!.Value, report.UserId, report.IsPresent))],
            cancellationToken);
    }
}

using Hangfire.Common;
using Messaging.Application.Presence.Tables;
using Microsoft.Extensions.Logging;

namespace Messaging.Infrastructure.Jobs;

/// <summary>The recurring Hangfire jobs for presence. Each job is idempotent: two runs at once do no harm.</summary>
public sealed partial class PresenceJobs(PresenceRepair presence, ChatViewerRepair viewers, ILogger<PresenceJobs> logger)
{
    /// <summary>All jobs: id, what runs, and when (cron with seconds, UTC).</summary>
    internal static IReadOnlyList<(string Id, Job Job, string Cron)> All { get; } =
    [
        ("presence-repair", Job.FromExpression<PresenceJobs>(jobs => jobs.RepairAsync(CancellationToken.None)), "*/30 * * * * *"),
        ("offline-expiry", Job.FromExpression<PresenceJobs>(jobs => jobs.ExpireAsync(CancellationToken.None)), "*/5 * * * * *"),
    ];

    /// <summary>Corrects who is in which channel after lost webhooks or a restart.</summary>
    public async Task RepairAsync(CancellationToken cancellationToken)
    {
        if (await presence.RepairAsync(cancellationToken) is > 0 and var corrected) LogCorrected(corrected);
        await viewers.RepairAsync(cancellationToken);
    }

    /// <summary>Shows those as offline whose grace or whose polls have run out.</summary>
    public Task ExpireAsync(CancellationToken cancellationToken) => presence.ExpireAsync(cancellationToken);

    [LoggerMessage(22, LogLevel.Information, "Presence of {Users} users differed from the push service")]
    private partial void LogCorrected(int users);
}

using Messaging.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Messaging.Infrastructure.Outbox;

/// <summary>
/// Degraded when rows are parked or wait too long. Never unhealthy: a push service that is down must
/// not take the app out of the load balancer, since clients go on by polling.
/// </summary>
public sealed class OutboxHealthCheck(MessagingDbContext db, OutboxMetrics metrics, IOptions<OutboxOptions> options) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var parked = await db.Outbox.CountAsync(row => row.ParkedAt != null, cancellationToken);
        if (parked > 0) return HealthCheckResult.Degraded($"{parked} outbox rows are parked.");
        return metrics.OldestSeconds > options.Value.DegradedAfterSeconds
            ? HealthCheckResult.Degraded($"The oldest outbox row has been waiting for {metrics.OldestSeconds:0} s.")
            : HealthCheckResult.Healthy();
    }
}

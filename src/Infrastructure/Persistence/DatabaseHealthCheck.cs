using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Messaging.Infrastructure.Persistence;

/// <summary>Unhealthy when the database does not answer a real query.</summary>
public sealed class DatabaseHealthCheck(MessagingDbContext db) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await db.LaneLeases.AnyAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The type only: messages of drivers may quote the connection string.
            return HealthCheckResult.Unhealthy($"The database does not answer: {exception.GetType().Name}.");
        }
    }
}

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Messaging.Infrastructure.Persistence;

/// <summary>Unhealthy when the database cannot commit a write: it is away, busy, full or read-only.</summary>
public sealed class DatabaseHealthCheck(MessagingDbContext db) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            // Changes nothing, but is written.
            await db.InTransactionAsync(
                cancellation => db.LaneLeases.Where(lease => lease.Lane == 0).ExecuteUpdateAsync(set => set.SetProperty(lease => lease.Owner, lease => lease.Owner), cancellation),
                cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The type only: messages of drivers may quote the connection string.
            return HealthCheckResult.Unhealthy(DatabaseFaults.Of(exception) switch
            {
                DatabaseFault.Busy => "The database is busy.",
                DatabaseFault.Full => "The database is full.",
                DatabaseFault.ReadOnly => "The database cannot be written.",
                _ => $"The database does not answer: {exception.GetType().Name}.",
            });
        }
    }
}

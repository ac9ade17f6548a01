using Microsoft.EntityFrameworkCore.Storage;
using Npgsql.EntityFrameworkCore.PostgreSQL;

namespace Messaging.Infrastructure.Persistence;

/// <summary>Tries again what may work now, but begins no try after the longest wait is over.</summary>
internal sealed class PostgreSqlRetries(ExecutionStrategyDependencies dependencies, TimeSpan limit)
    : NpgsqlRetryingExecutionStrategy(dependencies, maxRetryCount: 6, maxRetryDelay: TimeSpan.FromSeconds(1), errorCodesToAdd: null)
{
    private long _started;

    protected override void OnFirstExecution()
    {
        _started = TimeProvider.System.GetTimestamp();
        base.OnFirstExecution();
    }

    protected override bool ShouldRetryOn(Exception? exception) => TimeProvider.System.GetElapsedTime(_started) < limit && base.ShouldRetryOn(exception);
}

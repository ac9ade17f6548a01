using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Messaging.Infrastructure.Persistence;

/// <summary>As <see cref="PostgreSqlRetries"/>, for SQL Server.</summary>
internal sealed class SqlServerRetries(ExecutionStrategyDependencies dependencies, TimeSpan limit)
    : SqlServerRetryingExecutionStrategy(dependencies, maxRetryCount: 6, maxRetryDelay: TimeSpan.FromSeconds(1), errorNumbersToAdd: null)
{
    private long _started;

    protected override void OnFirstExecution()
    {
        _started = TimeProvider.System.GetTimestamp();
        base.OnFirstExecution();
    }

    protected override bool ShouldRetryOn(Exception exception) => TimeProvider.System.GetElapsedTime(_started) < limit && base.ShouldRetryOn(exception);
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Messaging.Infrastructure.Persistence;

/// <summary>
/// Answers within <see cref="Limit"/>, whatever <typeparamref name="TCheck"/> waits for. The check runs in a scope of its own
/// and at most once at a time, so that many who ask cost no more than one.
/// </summary>
public sealed class BoundedHealthCheck<TCheck>(IServiceScopeFactory scopes) : IHealthCheck
    where TCheck : class, IHealthCheck
{
    /// <summary>How long one answer may take, so that <c>/health/ready</c> stays under two seconds.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(1.5);

    private readonly Lock _turn = new();
    private Task<HealthCheckResult>? _running;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        Task<HealthCheckResult> running;
        lock (_turn)
        {
            // A driver may block its thread, SQLite's does, so the check gets one of its own.
            if (_running is not { IsCompleted: false }) _running = Task.Run(() => RunAsync(context), CancellationToken.None);
            running = _running;
        }

        try
        {
            return await running.WaitAsync(Limit, cancellationToken);
        }
        catch (TimeoutException)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, $"There was no answer within {Limit.TotalSeconds:0.#} s.");
        }
    }

    private async Task<HealthCheckResult> RunAsync(HealthCheckContext context)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await ActivatorUtilities.CreateInstance<TCheck>(scope.ServiceProvider).CheckHealthAsync(context, CancellationToken.None);
    }
}

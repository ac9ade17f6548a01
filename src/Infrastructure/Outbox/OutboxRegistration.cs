using Hangfire.Server;
using Messaging.Application.Outbox;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Infrastructure.Outbox;

/// <summary>Registers the dispatcher.</summary>
public static class OutboxRegistration
{
    public static IServiceCollection AddOutbox(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<OutboxOptions>()
            .Bind(configuration.GetSection(OutboxOptions.Section))
            .ValidateDataAnnotations()
            .Validate(
                options => options.BackoffMinMilliseconds <= options.BackoffMaxMilliseconds,
                "Outbox:BackoffMinMilliseconds must not exceed Outbox:BackoffMaxMilliseconds.")
            .ValidateOnStart();
        services.AddSingleton<OutboxSignal>();
        services.AddSingleton<IOutboxSignal>(provider => provider.GetRequiredService<OutboxSignal>());
        services.AddSingleton<OutboxMetrics>();
        services.AddSingleton<OutboxNode>();
        services.AddScoped<OutboxStore>();
        // Hangfire's server picks up every IBackgroundProcess in the container.
        services.AddSingleton<IBackgroundProcess, OutboxLoop>();
        return services;
    }
}

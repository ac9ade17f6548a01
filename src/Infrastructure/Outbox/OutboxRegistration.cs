using Hangfire.Server;
using Messaging.Application.Outbox;
using Messaging.Infrastructure.Nodes;
using Messaging.Infrastructure.Realtime;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

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
            .Validate<IOptions<PushOptions>, IOptions<PusherOptions>>(
                (options, push, pusher) => push.Value is not { Nodes: > 1, Driver: PushDriver.Pusher } || options.LeaseMilliseconds >= 2 * pusher.Value.TimeoutMilliseconds,
                "Outbox:LeaseMilliseconds must be at least twice Pusher:TimeoutMilliseconds, or two nodes could push for one conversation at once.")
            .ValidateOnStart();
        services.AddSingleton<OutboxSignal>();
        services.AddSingleton<IOutboxSignal>(provider => provider.GetRequiredService<OutboxSignal>());
        services.AddSingleton<OutboxMetrics>();
        services.AddSingleton<ThisNode>();
        services.AddSingleton<OutboxFormat>();
        services.AddSingleton<LaneQueues>();
        services.AddSingleton<LaneBatcher>();
        services.AddSingleton<SentRows>();
        services.AddSingleton<PushReturn>();
        services.AddSingleton<NodeLanes>();
        services.AddScoped<OutboxStore>();
        services.AddScoped<LaneStore>();
        // Hangfire's server picks up every IBackgroundProcess in the container.
        services.AddSingleton<IBackgroundProcess, OutboxLoop>();
        return services;
    }
}

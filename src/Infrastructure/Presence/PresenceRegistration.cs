using Messaging.Application.Presence;
using Messaging.Broker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Messaging.Infrastructure.Presence;

/// <summary>Registers who is online and who looks at what.</summary>
public static class PresenceRegistration
{
    public static IServiceCollection AddPresence(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<PresenceOptions>()
            .Bind(configuration.GetSection(PresenceOptions.Section))
            .ValidateDataAnnotations()
            .Validate(
                options => options.PollFlushSeconds < options.PollSeconds,
                "Presence:PollFlushSeconds must be below Presence:PollSeconds, or pollers would go offline between two writes.")
            .ValidateOnStart();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<PresenceOptions>>().Value);
        services.AddSingleton<IChannelEventSink, ChannelEventsToPresence>();
        services.AddHostedService<PresenceUpkeep>();
        return services;
    }
}

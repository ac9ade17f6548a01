using Messaging.Infrastructure.Identity;
using Messaging.Infrastructure.Jobs;
using Messaging.Infrastructure.Outbox;
using Messaging.Infrastructure.Persistence;
using Messaging.Infrastructure.Presence;
using Messaging.Infrastructure.Realtime;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Infrastructure;

/// <summary>Registers everything that touches the outside: database, push, jobs, credentials.</summary>
public static class DependencyInjection
{
    public static IServiceCollection AddInfrastructure(this IServiceCollection services, IConfiguration configuration, bool isDevelopment) => services
        .AddPersistence(configuration)
        .AddMessagingIdentity(configuration, isDevelopment)
        .AddRealtime(configuration)
        .AddPresence(configuration)
        .AddOutbox(configuration)
        .AddJobs(configuration)
        .AddHostedService<WarmUp>();
}

using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Application.Presence;

internal static class PresenceServices
{
    /// <summary>Registers the memory of this process and the services that work on the tables.</summary>
    public static void AddPresence(this IServiceCollection services)
    {
        services.AddSingleton<PollLog>();
        services.AddSingleton<ExpiryAlarm>();
        services.AddSingleton<ChatPolls>();
        services.AddSingleton<OpenPolls>();
        services.AddSingleton<PresenceBoard>();
        services.AddSingleton<ContactCache>();
        services.AddScoped<ChatViewers>();
        services.AddScoped<PresenceReader>();
        services.AddScoped<PresenceWriter>();
        services.AddScoped<ChannelReports>();
        services.AddScoped<PresenceRepair>();
        services.AddScoped<ChatViewerRepair>();
    }
}

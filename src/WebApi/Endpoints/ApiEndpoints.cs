using Messaging.WebApi.OpenApi;
using Messaging.WebApi.Security;

namespace Messaging.WebApi.Endpoints;

/// <summary>The list of all endpoints of the API, feature by feature.</summary>
internal static class ApiEndpoints
{
    public static void MapApi(this WebApplication app)
    {
        var api = app.MapGroup("/api/v1").RequireAuthorization(Policies.User).RequireRateLimiting(RateLimits.Read)
            .Refuses(400).Refuses(429);
        api.MapAuth();
        api.MapUsers();
        api.MapConversations();
        // Before the messages: their examples end with a deletion.
        api.MapReactions();
        api.MapMessages();
        api.MapReadReceipts();
        api.MapTyping();
        api.MapPresence();
        api.MapSync();
        api.MapNotifications();
        api.MapRealtimeConfig();
        api.MapOutbox();
        app.MapAdminPages();
    }
}

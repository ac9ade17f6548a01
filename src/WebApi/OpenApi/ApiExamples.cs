using System.Text.Json.Nodes;
using Messaging.Application.Auth;
using Messaging.WebApi.Endpoints;

namespace Messaging.WebApi.OpenApi;

/// <summary>Request bodies that Swagger UI shows filled in, so that a first try works as it stands.</summary>
internal static class ApiExamples
{
    private static readonly Dictionary<Type, string> Examples = new()
    {
        [typeof(Register)] = """{ "userName": "an", "password": "correct horse", "displayName": "An" }""",
        [typeof(LogIn)] = """{ "userName": "an", "password": "correct horse" }""",
        [typeof(Refresh)] = """{ "refreshToken": "the refreshToken of register or login" }""",
        [typeof(AuthEndpoints.ChangePasswordBody)] = """{ "currentPassword": "correct horse", "newPassword": "battery staple" }""",
        [typeof(UsersEndpoints.UpdateMeBody)] = """{ "displayName": "An Nguyen", "avatarUrl": null }""",
        [typeof(ConversationsEndpoints.OpenBody)] = """{ "kind": "direct", "userId": "the id of another user, from GET /users" }""",
        [typeof(ConversationsEndpoints.UpdateMineBody)] = """{ "mutedUntil": "2030-01-01T00:00:00.000Z", "archived": false }""",
        [typeof(MessagesEndpoints.SendBody)] = """{ "id": "0198f2a0-7b5c-7d3e-9a41-5c0e8f1b2d34", "body": "Hi" }""",
        [typeof(MessagesEndpoints.EditBody)] = """{ "body": "Hi there" }""",
        [typeof(NotificationsEndpoints.PreferencesBody)] =
            """
            {
              "level": "all", "preview": true, "sound": true,
              "doNotDisturb": { "enabled": true, "from": "22:00", "to": "07:00", "timeZone": "Asia/Ho_Chi_Minh" },
              "snoozedUntil": null
            }
            """,
    };

    public static JsonNode? Of(Type type) => Examples.TryGetValue(type, out var json) ? JsonNode.Parse(json) : null;
}

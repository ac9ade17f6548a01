using System.Text.Json.Nodes;
using Messaging.WebApi.Endpoints;

namespace Messaging.WebApi.OpenApi;

/// <summary>Request bodies that Swagger UI shows filled in, so that a first try works as it stands.</summary>
internal static class ApiExamples
{
    private static readonly Dictionary<Type, string> Examples = new()
    {
        [typeof(AuthEndpoints.RegisterBody)] = """{ "userName": "an", "password": "correct horse", "displayName": "An" }""",
        [typeof(AuthEndpoints.LogInBody)] = """{ "userName": "an", "password": "correct horse" }""",
        [typeof(AuthEndpoints.RefreshBody)] = """{ "refreshToken": "0198f2a07b5c7d3e9a415c0e8f1b2d34.the-rest-of-it" }""",
        [typeof(AuthEndpoints.ChangePasswordBody)] = """{ "currentPassword": "correct horse", "newPassword": "battery staple" }""",
        [typeof(UsersEndpoints.UpdateMeBody)] = """{ "displayName": "An Nguyen", "avatarUrl": null }""",
        [typeof(ConversationsEndpoints.OpenBody)] = """{ "kind": "direct", "userId": "0198f2a0-7b5c-7d3e-9a41-5c0e8f1b2d34" }""",
        [typeof(ConversationsEndpoints.UpdateMineBody)] = """{ "mutedUntil": "2030-01-01T00:00:00.000Z", "archived": false }""",
        [typeof(MessagesEndpoints.SendBody)] = """{ "id": "0198f2a0-7b5c-7d3e-9a41-5c0e8f1b2d34", "body": "Hi" }""",
        [typeof(MessagesEndpoints.EditBody)] = """{ "body": "Hi there" }""",
        [typeof(ConversationsEndpoints.RenameBody)] = """{ "title": "Lunch" }""",
        [typeof(ConversationsEndpoints.AddMembersBody)] = """{ "userIds": ["0198f2a0-7b5c-7d3e-9a41-5c0e8f1b2d34"] }""",
        [typeof(ConversationsEndpoints.ChangeRoleBody)] = """{ "role": "owner" }""",
        [typeof(UsersEndpoints.UpdateSettingsBody)] = """{ "readReceipts": true, "typing": true, "presence": false }""",
        [typeof(ReadReceiptsEndpoints.MarkReadBody)] = """{ "sequence": 42 }""",
        [typeof(TypingEndpoints.SetTypingBody)] = """{ "state": "started" }""",
        [typeof(RealtimeEndpoints.PusherAuthBody)] = """{ "socket_id": "123.456", "channel_name": "presence-user-0198f2a0-7b5c-7d3e-9a41-5c0e8f1b2d34" }""",
        [typeof(OutboxEndpoints.ReplayBody)] = """{ "ids": [17] }""",
        [typeof(OutboxEndpoints.DiscardBody)] = """{ "ids": [17] }""",
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

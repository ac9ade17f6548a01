using System.Text.Json.Nodes;
using Messaging.Application.Samples;
using Messaging.WebApi.Endpoints;
using Microsoft.OpenApi;

namespace Messaging.WebApi.OpenApi;

/// <summary>Request bodies that Swagger UI shows filled in. With the samples of development mode they work as they stand.</summary>
internal static class ApiExamples
{
    private static readonly Dictionary<Type, string> Examples = new()
    {
        [typeof(AuthEndpoints.RegisterBody)] = """{ "userName": "dung", "password": "correct horse", "displayName": "Dũng Phạm" }""",
        [typeof(AuthEndpoints.LogInBody)] = """{ "userName": "an", "password": "correct horse" }""",
        [typeof(AuthEndpoints.RefreshBody)] = """{ "refreshToken": "0198f2a07b5c7d3e9a415c0e8f1b2d34.the-rest-of-it" }""",
        [typeof(AuthEndpoints.ChangePasswordBody)] = """{ "currentPassword": "correct horse", "newPassword": "battery staple" }""",
        [typeof(UsersEndpoints.UpdateMeBody)] = """{ "displayName": "An Nguyen", "avatarUrl": null }""",
        [typeof(ConversationsEndpoints.OpenBody)] = $$"""{ "kind": "direct", "userId": "{{SampleIds.Binh.Value}}" }""",
        [typeof(ConversationsEndpoints.UpdateMineBody)] = """{ "mutedUntil": "2030-01-01T00:00:00.000Z", "archived": false }""",
        [typeof(MessagesEndpoints.SendBody)] = $$"""{ "id": "{{SampleIds.Message.Value}}", "body": "Hi" }""",
        [typeof(MessagesEndpoints.EditBody)] = """{ "body": "Hi there" }""",
        [typeof(ConversationsEndpoints.RenameBody)] = """{ "title": "Lunch" }""",
        [typeof(ConversationsEndpoints.AddMembersBody)] = $$"""{ "userIds": ["{{SampleIds.Chi.Value}}"] }""",
        [typeof(ConversationsEndpoints.ChangeRoleBody)] = """{ "role": "owner" }""",
        [typeof(UsersEndpoints.UpdateSettingsBody)] = """{ "readReceipts": true, "typing": true, "presence": false }""",
        [typeof(ReadReceiptsEndpoints.MarkReadBody)] = """{ "sequence": 42 }""",
        [typeof(TypingEndpoints.SetTypingBody)] = """{ "state": "started" }""",
        [typeof(RealtimeEndpoints.PusherAuthBody)] = $$"""{ "socket_id": "123.456", "channel_name": "presence-user-{{SampleIds.An.Value}}" }""",
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

    /// <summary>A second example of a body that has two forms.</summary>
    private static readonly Dictionary<Type, (string First, string Second, string Json)> SecondForms = new()
    {
        [typeof(ConversationsEndpoints.OpenBody)] = (
            "direct", "group",
            $$"""{ "kind": "group", "title": "Lunch", "memberIds": ["{{SampleIds.Binh.Value}}", "{{SampleIds.Chi.Value}}"] }"""),
    };

    /// <summary>Writes the examples of a body.</summary>
    /// <param name="content">Gets them.</param>
    /// <param name="type">The type of the body.</param>
    /// <param name="newMessageId">The id of the message to send: a new one for each time that the page is loaded, where the samples are.</param>
    public static void Describe(OpenApiMediaType content, Type type, Guid newMessageId)
    {
        if (!Examples.TryGetValue(type, out var json)) return;
        var example = JsonNode.Parse(json)!;
        if (type == typeof(MessagesEndpoints.SendBody)) example["id"] = $"{newMessageId}";
        if (!SecondForms.TryGetValue(type, out var forms))
        {
            content.Example = example;
            return;
        }

        content.Examples = new Dictionary<string, IOpenApiExample>
        {
            [forms.First] = new OpenApiExample { Value = example },
            [forms.Second] = new OpenApiExample { Value = JsonNode.Parse(forms.Json) },
        };
    }
}

using Messaging.Application.Samples;
using Microsoft.OpenApi;

namespace Messaging.WebApi.OpenApi;

/// <summary>Describes the ids in the paths of operations. Their examples are the samples of development mode.</summary>
internal static class ApiParameters
{
    public static void Describe(OpenApiOperation operation, string path)
    {
        var isOfGroup = operation.OperationId is "Conversations_Rename" || path.Contains("/members", StringComparison.Ordinal);
        var isPeopleSearch = operation.OperationId is "Users_Search";
        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>())
        {
            (parameter.Description, parameter.Example) = parameter.Name switch
            {
                "id" when path.Contains("/users/", StringComparison.Ordinal) => ("The id of the user.", $"{SampleIds.Binh.Value}"),
                "id" => ("The id of the conversation.", $"{(isOfGroup ? SampleIds.Group : SampleIds.Direct).Value}"),
                "emoji" when parameter.In == ParameterLocation.Path => ("One emoji, URL-encoded: `👍` is `%F0%9F%91%8D`.", "👍"),
                "messageId" => ("The id of the message.", $"{SampleIds.Message.Value}"),
                // The example before it removes Chi.
                "userId" => ("The id of the user.", $"{(operation.OperationId == "Conversations_ChangeRole" ? SampleIds.Binh : SampleIds.Chi).Value}"),
                "sessionId" => ("The id of the session, from the list of sessions.", $"{Guid.Empty}"),
                "userIds" => (parameter.Description, $"{SampleIds.Binh.Value}"),
                "query" when isPeopleSearch => (parameter.Description, "binh"),
                _ when parameter.In != ParameterLocation.Path => (parameter.Description, parameter.Example),
                _ => throw new InvalidOperationException($"Describe the path parameter {parameter.Name} in {nameof(ApiParameters)}."),
            };
            // It has a default only so that a missing one is refused like an empty one.
            if (isPeopleSearch && parameter.Name == "query") parameter.Required = true;
        }
    }
}

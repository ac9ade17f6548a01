using Microsoft.OpenApi;

namespace Messaging.WebApi.OpenApi;

/// <summary>Describes the ids in the paths of operations.</summary>
internal static class ApiParameters
{
    public static void Describe(OpenApiOperation operation, string path)
    {
        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>().Where(parameter => parameter.In == ParameterLocation.Path))
        {
            parameter.Description = parameter.Name switch
            {
                "id" when path.Contains("/users/", StringComparison.Ordinal) => "The id of the user.",
                "id" => "The id of the conversation.",
                "messageId" => "The id of the message.",
                "userId" => "The id of the user.",
                "sessionId" => "The id of the session, from the list of sessions.",
                _ => throw new InvalidOperationException($"Describe the path parameter {parameter.Name} in {nameof(ApiParameters)}."),
            };
        }
    }
}

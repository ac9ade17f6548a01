using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Messaging.WebApi.OpenApi;

/// <summary>Headers of an operation's answers, beside those that a status always has.</summary>
/// <param name="Status">The HTTP status of the answer.</param>
/// <param name="Name">The name of the header.</param>
/// <param name="Description">The meaning of its value.</param>
internal sealed record AnswerHeader(int Status, string Name, string Description);

/// <summary>Describes the headers of answers.</summary>
internal static class ApiHeaders
{
    public static void Describe(OpenApiOperation operation, IEnumerable<object> metadata)
    {
        var own = metadata.OfType<AnswerHeader>().ToArray();
        foreach (var (status, response) in operation.Responses ?? [])
        {
            if (response is not OpenApiResponse answer) continue;
            if (status is "201") Add(answer, "Location", "The address of what was created.", "/api/v1/me");
            if (status is "423" or "429" or "503") Add(answer, "Retry-After", "Seconds to wait before the next try.", 3);
            foreach (var header in own.Where(header => $"{header.Status}" == status)) Add(answer, header.Name, header.Description, null);
        }
    }

    private static void Add(OpenApiResponse answer, string name, string description, JsonNode? example)
    {
        answer.Headers ??= new Dictionary<string, IOpenApiHeader>();
        answer.Headers[name] = new OpenApiHeader
        {
            Description = description,
            Example = example,
            Schema = new OpenApiSchema { Type = name == "Retry-After" ? JsonSchemaType.Integer : JsonSchemaType.String },
        };
    }
}

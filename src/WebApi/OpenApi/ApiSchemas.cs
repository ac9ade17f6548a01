using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Messaging.Application.Common;
using Messaging.Domain.Common;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Messaging.WebApi.OpenApi;

/// <summary>Says of each schema what the generator cannot find out: types with converters of their own, and what is required.</summary>
internal static class ApiSchemas
{
    /// <summary>Names schemas so that no two are confused; null writes a schema where it is used.</summary>
    public static string? NameOf(JsonTypeInfo info) => info.Type switch
    {
        var type when IsScalar(type) => null,
        { DeclaringType: { } endpoints } type => endpoints.Name.Replace("Endpoints", "", StringComparison.Ordinal) + type.Name,
        _ => OpenApiOptions.CreateDefaultSchemaReferenceId(info),
    };

    public static Task CompleteAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = context.JsonTypeInfo.Type;
        if (IsScalar(type)) DescribeScalar(schema, type, hasOwnWords: context.JsonPropertyInfo is not null);
        else if (schema.Enum is { Count: > 0 }) schema.Type = JsonSchemaType.String;
        else if (type == typeof(ProblemDetails)) DescribeProblem(schema);
        else if (context.JsonTypeInfo.ElementType is { } item && IsId(item)) schema.Items = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" };
        else if (schema.Properties is { Count: > 0 }) schema.Required = Required(context.JsonTypeInfo);

        // Numbers are also read from text, but nobody should rely on that.
        if (schema.Type is { } written && written.HasFlag(JsonSchemaType.String) && (written.HasFlag(JsonSchemaType.Integer) || written.HasFlag(JsonSchemaType.Number)))
        {
            schema.Type = written & ~JsonSchemaType.String;
            schema.Pattern = null;
        }

        return Task.CompletedTask;
    }

    private static bool IsScalar(Type type)
    {
        var core = Core(type);
        return IsOptional(type) || IsId(core) || core == typeof(DateTimeOffset);
    }

    private static bool IsOptional(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Optional<>);

    private static bool IsId(Type type) => type == typeof(UserId) || type == typeof(ConversationId) || type == typeof(MessageId);

    private static Type Core(Type type)
    {
        var inner = IsOptional(type) ? type.GetGenericArguments()[0] : type;
        return Nullable.GetUnderlyingType(inner) ?? inner;
    }

    private static void DescribeScalar(OpenApiSchema schema, Type type, bool hasOwnWords)
    {
        var inner = IsOptional(type) ? type.GetGenericArguments()[0] : type;
        var core = Core(type);
        // A text of a patch may be null as far as its type goes; where it may not, its validator says so.
        var isNullable = inner != core || core == typeof(string);
        var jsonType = core == typeof(bool) ? JsonSchemaType.Boolean : JsonSchemaType.String;
        schema.Type = isNullable ? jsonType | JsonSchemaType.Null : jsonType;
        schema.Format = IsId(core) ? "uuid" : core == typeof(DateTimeOffset) ? "date-time" : null;
        schema.Properties = null;
        schema.Required = null;
        if (!hasOwnWords) schema.Description = null;
    }

    /// <summary>A request needs what may not be null; an answer has all of its fields, always.</summary>
    private static HashSet<string> Required(JsonTypeInfo info)
    {
        var isRequest = info.Type.Name.EndsWith("Body", StringComparison.Ordinal);
        return
        [
            .. info.Properties
                // Ignored properties are listed, but can be neither read nor written.
                .Where(property => property.Get is not null || property.Set is not null)
                .Where(property => isRequest
                    ? !property.IsSetNullable && !IsOptional(property.PropertyType) && Nullable.GetUnderlyingType(property.PropertyType) is null
                    : property.AttributeProvider?.IsDefined(typeof(JsonIgnoreAttribute), inherit: true) != true)
                .Select(property => property.Name),
        ];
    }

    private static void DescribeProblem(OpenApiSchema schema)
    {
        schema.Description = "What went wrong (RFC 9457). Programs look at `code`; people read `detail`.";
        schema.Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = Text("An address that stands for the status."),
            ["title"] = Text("The status in words."),
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32", Description = "The HTTP status." },
            ["detail"] = Text("One sentence for people."),
            ["instance"] = Text("The path of the request."),
            ["code"] = Text("Stable: see docs/errors.md."),
            ["retryable"] = new OpenApiSchema { Type = JsonSchemaType.Boolean, Description = "True when the same request may work later." },
            ["traceId"] = Text("Under this the request stands in the log."),
            ["errors"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = "With `validation_failed`: what is wrong with each field.",
                AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String } },
            },
        };
        schema.Required = new HashSet<string> { "type", "title", "status", "detail", "instance", "code", "retryable", "traceId" };
    }

    private static OpenApiSchema Text(string description) => new() { Type = JsonSchemaType.String, Description = description };
}

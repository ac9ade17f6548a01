using Messaging.Application.Common;
using Messaging.Domain.Common;
using Microsoft.AspNetCore.Authorization;
using Microsoft.OpenApi;

namespace Messaging.WebApi.OpenApi;

/// <summary>The OpenAPI document at <c>/openapi/v1.json</c> and Swagger UI at <c>/swagger</c>.</summary>
internal static class ApiDocument
{
    private const string Scheme = "Bearer";

    public static void AddApiDocument(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Messaging",
                Version = "v1",
                Description = "Private chat over REST. Register, copy the accessToken, press Authorize, and try the rest. "
                    + "Errors are problem+json with a stable code. Live events: see docs/realtime.md.",
            };
            document.Servers = [];
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                [Scheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "The accessToken of register, login or refresh." },
            };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            var metadata = context.Description.ActionDescriptor.EndpointMetadata;
            if (!metadata.OfType<IAllowAnonymous>().Any())
                operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, context.Document)] = [] }];
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            Describe(schema, context.JsonTypeInfo.Type);
            if (ApiExamples.Of(context.JsonTypeInfo.Type) is { } example) schema.Examples = [example];
            return Task.CompletedTask;
        });
    });

    public static void MapApiDocument(this WebApplication app) =>
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous().DisableRateLimiting().WithSummary("The OpenAPI document");

    /// <summary>Stands before authorization: it is no endpoint, and what states no policy is closed.</summary>
    public static void UseApiPages(this WebApplication app) => app.UseSwaggerUI(ui =>
    {
        ui.DocumentTitle = "Messaging API";
        ui.SwaggerEndpoint("/openapi/v1.json", "Messaging v1");
        ui.EnablePersistAuthorization();
        ui.EnableTryItOutByDefault();
    });

    // Types with converters of their own have no properties that a generator could find.
    private static void Describe(OpenApiSchema schema, Type type)
    {
        var isOptional = type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Optional<>);
        var inner = isOptional ? type.GetGenericArguments()[0] : type;
        var core = Nullable.GetUnderlyingType(inner) ?? inner;
        JsonSchemaType? jsonType = core switch
        {
            _ when core == typeof(UserId) || core == typeof(ConversationId) || core == typeof(MessageId) => JsonSchemaType.String,
            _ when isOptional && (core == typeof(string) || core == typeof(DateTimeOffset)) => JsonSchemaType.String,
            _ when isOptional && core == typeof(bool) => JsonSchemaType.Boolean,
            _ => null,
        };
        if (jsonType is not { } known) return;

        schema.Type = inner == core && core != typeof(string) ? known : known | JsonSchemaType.Null;
        schema.Format = core == typeof(string) || core == typeof(bool) ? null : core == typeof(DateTimeOffset) ? "date-time" : "uuid";
        schema.Properties = null;
        schema.Required = null;
    }
}

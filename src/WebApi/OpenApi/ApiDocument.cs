using Microsoft.OpenApi;

namespace Messaging.WebApi.OpenApi;

/// <summary>The OpenAPI document at <c>/openapi/v1.json</c> and Swagger UI at <c>/swagger</c>. <c>docs/openapi.json</c> holds it; a test compares.</summary>
internal static class ApiDocument
{
    public const string Scheme = "Bearer";

    public static void AddApiDocument(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.CreateSchemaReferenceId = ApiSchemas.NameOf;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Messaging",
                Version = "v1",
                Description = "Private chat over REST. To try it here: run **login**, copy the `accessToken` of the answer, press **Authorize** and paste it. "
                    + "In development mode (`dotnet run`), a new database has the users `an`, `binh` and `chi` with the password `correct horse`, a conversation and a group, "
                    + "and the examples use them as they stand. Reload this page for the id of another message. Elsewhere, **register** two users first and use their ids.\n\n"
                    + "Errors are `application/problem+json` with a stable `code`. Live events come over the push service, or by polling `/sync`.",
            };
            document.Servers = [];
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                [Scheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "The accessToken of register, login or refresh." },
            };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(ApiOperations.CompleteAsync);
        options.AddSchemaTransformer(ApiSchemas.CompleteAsync);
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
        ui.DefaultModelsExpandDepth(-1);
        ui.DisplayRequestDuration();
        ui.EnableDeepLinking();
    });
}

using System.Reflection;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Messaging.WebApi.OpenApi;

/// <summary>Completes the description of each operation: its id, who may call it, and a body to start from.</summary>
internal static class ApiOperations
{
    public static Task CompleteAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<MethodInfo>().LastOrDefault() is { } handler) operation.OperationId = IdOf(handler);
        if (!metadata.OfType<IAllowAnonymous>().Any())
        {
            operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(ApiDocument.Scheme, context.Document)] = [] }];
            if (operation.Responses?.GetValueOrDefault("400")?.Content is { } problem)
                operation.Responses["401"] = new OpenApiResponse { Description = "Unauthorized", Content = problem };
        }

        if (metadata.OfType<IAcceptsMetadata>().LastOrDefault()?.RequestType is { } body && ApiExamples.Of(body) is { } example)
        {
            foreach (var content in operation.RequestBody?.Content?.Values ?? []) content.Example = example.DeepClone();
        }

        // Success before failure, which is how people read.
        var sorted = new OpenApiResponses();
        foreach (var (status, response) in (operation.Responses ?? sorted).OrderBy(response => response.Key, StringComparer.Ordinal)) sorted[status] = response;
        operation.Responses = sorted;
        return Task.CompletedTask;
    }

    // MessagesEndpoints.SendAsync becomes Messages_Send, which generators of clients make a method of.
    private static string IdOf(MethodInfo handler) =>
        $"{handler.DeclaringType!.Name.Replace("Endpoints", "", StringComparison.Ordinal)}_{handler.Name.Replace("Async", "", StringComparison.Ordinal)}";
}

using System.Reflection;
using Messaging.Application.Samples;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.WebUtilities;
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
            Refuses(operation, StatusCodes.Status401Unauthorized);
        }

        DescribeRefusals(operation, context);

        if (metadata.OfType<IAcceptsMetadata>().LastOrDefault()?.RequestType is { } body)
        {
            var isDevelopment = context.ApplicationServices.GetRequiredService<IHostEnvironment>().IsDevelopment();
            var newMessageId = isDevelopment ? Guid.CreateVersion7() : SampleIds.Message.Value;
            foreach (var content in operation.RequestBody?.Content?.Values ?? []) ApiExamples.Describe(content, body, newMessageId);
        }

        Refusals.Describe(operation, metadata);
        ApiHeaders.Describe(operation, metadata);
        ApiParameters.Describe(operation, $"/{context.Description.RelativePath}");

        // Success before failure, which is how people read.
        var sorted = new OpenApiResponses();
        foreach (var (status, response) in (operation.Responses ?? sorted).OrderBy(response => response.Key, StringComparer.Ordinal)) sorted[status] = response;
        operation.Responses = sorted;
        return Task.CompletedTask;
    }

    /// <summary>The refusals that every endpoint shares: by routing, by the server's limits, and by a database that is away.</summary>
    private static void DescribeRefusals(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        // An id that is none, as one that is nobody's.
        if (context.Description.ParameterDescriptions.Any(parameter => parameter.Source == BindingSource.Path)) Refuses(operation, StatusCodes.Status404NotFound);
        if (context.Description.HttpMethod != HttpMethods.Get && operation.Security is not null) Refuses(operation, StatusCodes.Status409Conflict);
        if (operation.RequestBody is not null)
        {
            Refuses(operation, StatusCodes.Status413PayloadTooLarge);
            Refuses(operation, StatusCodes.Status415UnsupportedMediaType);
        }

        Refuses(operation, StatusCodes.Status503ServiceUnavailable);
    }

    private static void Refuses(OpenApiOperation operation, int status)
    {
        if (operation.Responses?.GetValueOrDefault("400")?.Content is { } problem)
            operation.Responses.TryAdd($"{status}", new OpenApiResponse { Description = ReasonPhrases.GetReasonPhrase(status), Content = problem });
    }

    // MessagesEndpoints.SendAsync becomes Messages_Send, which generators of clients make a method of.
    private static string IdOf(MethodInfo handler) =>
        $"{handler.DeclaringType!.Name.Replace("Endpoints", "", StringComparison.Ordinal)}_{handler.Name.Replace("Async", "", StringComparison.Ordinal)}";
}

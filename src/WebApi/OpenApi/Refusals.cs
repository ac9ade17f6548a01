using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;

namespace Messaging.WebApi.OpenApi;

/// <summary>Problem codes that an operation can answer with, beside those that every operation can. docs/errors.md explains them.</summary>
/// <param name="Status">The HTTP status of the codes.</param>
/// <param name="Codes">The stable <c>code</c>s.</param>
internal sealed record Refusals(int Status, string[] Codes)
{
    private static readonly Dictionary<int, string[]> Shared = new()
    {
        [400] = ["validation_failed", "malformed_request", "path_base_unsupported"],
        [401] = ["unauthenticated"],
        [404] = ["not_found"],
        [409] = ["conflict"],
        [413] = ["payload_too_large"],
        [415] = ["unsupported_media_type"],
        [429] = ["rate_limited"],
        [503] = ["database_busy", "database_full", "database_read_only", "database_unavailable", "unavailable"],
    };

    /// <summary>Writes the codes into the description of each problem: those of the operation first.</summary>
    public static void Describe(OpenApiOperation operation, IEnumerable<object> metadata)
    {
        var own = metadata.OfType<Refusals>().ToArray();
        foreach (var (status, response) in operation.Responses ?? [])
        {
            var number = int.Parse(status, System.Globalization.CultureInfo.InvariantCulture);
            if (number < StatusCodes.Status400BadRequest) continue;
            var codes = own.Where(refusal => refusal.Status == number).SelectMany(refusal => refusal.Codes).Concat(Shared.GetValueOrDefault(number, [])).Distinct();
            response.Description = $"{ReasonPhrases.GetReasonPhrase(number)}: {string.Join(", ", codes.Select(code => $"`{code}`"))}.";
        }
    }
}

/// <summary>Declares the refusals of endpoints.</summary>
internal static class RefusalsOfEndpoints
{
    /// <summary>Documents that the endpoints can answer with this status and these codes.</summary>
    public static TBuilder Refuses<TBuilder>(this TBuilder endpoints, int status, params string[] codes) where TBuilder : IEndpointConventionBuilder =>
        endpoints.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(Microsoft.AspNetCore.Mvc.ProblemDetails), ["application/problem+json"]), new Refusals(status, codes));
}

using System.Text.Json;
using Xunit;

namespace Messaging.Integration.Support;

/// <summary>Holds every answer that a test sees against <c>docs/openapi.json</c>: its status, its problem code and its headers are documented.</summary>
internal static class ApiContract
{
    private static readonly string[] Headers = ["Retry-After", "ETag", "Location", "Idempotent-Replayed"];
    private static readonly Operation[] Operations = Read();

    /// <summary>Fails the test where the operation does not list the status. Addresses and methods that are no operation are not looked at, nor are defects (500) and answers of proxies (502, 504).</summary>
    public static void Check(HttpMethod method, Uri address, HttpResponseMessage response, string text)
    {
        var status = (int)response.StatusCode;
        if (!address.AbsolutePath.StartsWith("/api/v1/", StringComparison.Ordinal) || status is 500 or 502 or 504) return;
        var mediaType = response.Content.Headers.ContentType?.MediaType;
        if (status >= 400) Assert.True(mediaType == "application/problem+json", $"{method} {address.AbsolutePath} answered {status} as {mediaType}.");

        var path = address.AbsolutePath.Split('/');
        var operation = Operations.Where(operation => operation.Method == method.Method && operation.Matches(path)).MinBy(operation => operation.Parameters);
        if (operation is null) return;
        var name = $"{operation.Method} {string.Join('/', operation.Path)}";
        Assert.True(operation.Answers.TryGetValue(status, out var documented), $"{name} answered {status}, but docs/openapi.json lists {string.Join(", ", operation.Answers.Keys)} only.");
        if (status >= 400)
        {
            var code = JsonDocument.Parse(text).RootElement.GetProperty("code").GetString();
            Assert.True(documented!.Description.Contains($"`{code}`", StringComparison.Ordinal), $"{name} answered {status} {code}, but docs/openapi.json says: {documented.Description}");
        }

        Assert.Empty(Headers.Where(response.Headers.Contains).Except(documented!.Headers).Select(header => $"{name} answered {status} with {header}, which docs/openapi.json does not list"));
    }

    private static Operation[] Read()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Node.Folder, "..", "..", "..", "docs", "openapi.json")));
        return
        [
            .. document.RootElement.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(operation => new Operation(
                operation.Name.ToUpperInvariant(),
                path.Name.Split('/'),
                operation.Value.GetProperty("responses").EnumerateObject().ToDictionary(
                    response => int.Parse(response.Name, System.Globalization.CultureInfo.InvariantCulture), response => AnswerOf(response.Value))))),
        ];
    }

    private static DocumentedAnswer AnswerOf(JsonElement response) => new(
        response.GetProperty("description").GetString()!,
        response.TryGetProperty("headers", out var headers) ? [.. headers.EnumerateObject().Select(header => header.Name)] : []);

    private sealed record DocumentedAnswer(string Description, string[] Headers);

    private sealed record Operation(string Method, string[] Path, Dictionary<int, DocumentedAnswer> Answers)
    {
        public int Parameters => Path.Count(segment => segment.StartsWith('{'));

        public bool Matches(string[] path) =>
            path.Length == Path.Length && path.Zip(Path).All(pair => pair.Second.StartsWith('{') || pair.Second.Equals(pair.First, StringComparison.OrdinalIgnoreCase));
    }
}

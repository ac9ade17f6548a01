using System.Text.Json;
using Xunit;

namespace Messaging.Integration.Support;

/// <summary>Holds every answer that a test sees against <c>docs/openapi.json</c>: a status that occurs is a status that is documented.</summary>
internal static class ApiContract
{
    private static readonly Operation[] Operations = Read();

    /// <summary>Fails the test where the operation does not list the status. Addresses and methods that are no operation are not looked at, nor are defects (500) and answers of proxies (502, 504).</summary>
    public static void Check(HttpMethod method, Uri address, int status, string? mediaType)
    {
        if (!address.AbsolutePath.StartsWith("/api/v1/", StringComparison.Ordinal) || status is 500 or 502 or 504) return;
        if (status >= 400) Assert.True(mediaType == "application/problem+json", $"{method} {address.AbsolutePath} answered {status} as {mediaType}.");

        var path = address.AbsolutePath.Split('/');
        var operation = Operations.Where(operation => operation.Method == method.Method && operation.Matches(path)).MinBy(operation => operation.Parameters);
        if (operation is null) return;
        Assert.True(
            operation.Statuses.Contains(status),
            $"{operation.Method} {string.Join('/', operation.Path)} answered {status}, but docs/openapi.json lists {string.Join(", ", operation.Statuses)} only.");
    }

    private static Operation[] Read()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Node.Folder, "..", "..", "..", "docs", "openapi.json")));
        return
        [
            .. document.RootElement.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(operation => new Operation(
                operation.Name.ToUpperInvariant(),
                path.Name.Split('/'),
                [.. operation.Value.GetProperty("responses").EnumerateObject().Select(response => int.Parse(response.Name, System.Globalization.CultureInfo.InvariantCulture))]))),
        ];
    }

    private sealed record Operation(string Method, string[] Path, HashSet<int> Statuses)
    {
        public int Parameters => Path.Count(segment => segment.StartsWith('{'));

        public bool Matches(string[] path) =>
            path.Length == Path.Length && path.Zip(Path).All(pair => pair.Second.StartsWith('{') || pair.Second.Equals(pair.First, StringComparison.OrdinalIgnoreCase));
    }
}

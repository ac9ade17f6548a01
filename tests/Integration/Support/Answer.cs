using System.Net.Http.Headers;
using System.Text.Json;
using Xunit;

namespace Messaging.Integration.Support;

/// <summary>An HTTP answer, read to its end.</summary>
internal sealed record Answer(int Status, string Text, string? MediaType, HttpResponseHeaders Headers)
{
    /// <summary>The body as JSON.</summary>
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Text);

    public JsonElement this[string property] => Json.GetProperty(property);

    public string String(string property) => Json.GetProperty(property).GetString()!;

    public JsonElement[] Items => [.. Json.GetProperty("items").EnumerateArray()];

    public override string ToString() => $"{Status} {Text}";

    public string? Header(string name) => Headers.TryGetValues(name, out var values) ? string.Join(',', values) : null;

    /// <summary>Fails the test unless this is the status; shows the body when it is another.</summary>
    public Answer Is(int status)
    {
        Assert.True(Status == status, $"Expected {status}, but got {Status}: {Text}");
        return this;
    }

    /// <summary>Fails the test unless this is a complete problem (RFC 9457) with this status and code.</summary>
    public Answer IsProblem(int status, string code)
    {
        Is(status);
        Assert.Equal("application/problem+json", MediaType);
        Assert.Equal(code, String("code"));
        Assert.Equal(status, this["status"].GetInt32());
        Assert.NotEmpty(String("title"));
        Assert.NotEmpty(String("detail"));
        Assert.NotEmpty(String("traceId"));
        Assert.True(this["retryable"].ValueKind is JsonValueKind.True or JsonValueKind.False);
        return this;
    }

    /// <summary>A 400 that names the field which cannot be taken.</summary>
    public Answer IsInvalid(string field)
    {
        IsProblem(400, "validation_failed");
        Assert.True(this["errors"].TryGetProperty(field, out _), $"errors does not name {field}: {Text}");
        return this;
    }
}

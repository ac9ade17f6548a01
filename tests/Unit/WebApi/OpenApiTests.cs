using System.Text.Json;
using System.Text.Json.Nodes;
using Messaging.Unit.Support;
using Microsoft.OpenApi;
using Xunit;

namespace Messaging.Unit.WebApi;

/// <summary>The document is the contract with front ends: it is complete, and it does not change by accident.</summary>
public sealed class OpenApiTests(BuiltApp app) : IClassFixture<BuiltApp>
{
    private const string Path = "docs/openapi.json";
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task The_committed_document_is_the_one_that_is_served()
    {
        var served = (await DocumentAsync()).ToJsonString(Indented) + "\n";
        if (Environment.GetEnvironmentVariable("UPDATE_OPENAPI") == "1")
            await File.WriteAllTextAsync(Repository.PathOf(Path), served, TestContext.Current.CancellationToken);

        Assert.True(
            File.Exists(Repository.PathOf(Path)) && Repository.Read(Path) == served,
            $"{Path} is not what the app serves. If the change of the API is meant, run UPDATE_OPENAPI=1 dotnet test --project tests/Unit and commit the file.");
    }

    [Fact]
    public async Task Every_operation_says_what_it_is()
    {
        var operations = await OperationsAsync();

        Assert.Empty(operations.Where(operation => Missing(operation, "summary") || Missing(operation, "description") || Missing(operation, "operationId") || operation.Value["tags"]?[0] is null).Select(operation => operation.Key));
        Assert.Equal(operations.Count, operations.Values.Select(operation => operation["operationId"]!.GetValue<string>()).Distinct().Count());
    }

    [Fact]
    public async Task Every_operation_lists_a_success_and_its_problems()
    {
        foreach (var (name, operation) in await OperationsAsync())
        {
            var statuses = operation["responses"]!.AsObject().Select(response => response.Key).ToArray();
            Assert.True(statuses[0].StartsWith('2'), $"{name} lists no success first.");
            Assert.True(statuses.Contains("400") && statuses.Contains("429"), $"{name} does not list 400 and 429.");
            Assert.True(operation["security"] is null || statuses.Contains("401"), $"{name} needs a token and does not list 401.");
            Assert.True(!name.Contains('{', StringComparison.Ordinal) || name.Contains("/me/blocks", StringComparison.Ordinal) || statuses.Contains("404"), $"{name} does not list 404.");
            Assert.All(
                operation["responses"]!.AsObject().Where(response => response.Key[0] is '4' or '5'),
                response => Assert.Equal("#/components/schemas/ProblemDetails", response.Value!["content"]!["application/problem+json"]!["schema"]!["$ref"]!.GetValue<string>()));
        }
    }

    [Fact]
    public async Task Only_what_is_open_to_strangers_needs_no_token() =>
        Assert.Equal(
            ["GET /api/v1/config", "POST /api/v1/auth/login", "POST /api/v1/auth/refresh", "POST /api/v1/auth/register"],
            (await OperationsAsync()).Where(operation => operation.Value["security"] is null).Select(operation => operation.Key).Order(StringComparer.Ordinal));

    [Fact]
    public async Task Every_body_has_an_example_of_its_own_fields()
    {
        var document = await DocumentAsync();
        var bodies = (await OperationsAsync()).Where(operation => operation.Value["requestBody"] is not null).ToArray();

        Assert.NotEmpty(bodies);
        foreach (var (name, operation) in bodies)
        {
            var content = operation["requestBody"]!["content"]!.AsObject().First().Value!;
            var examples = content["examples"]?.AsObject().Select(named => named.Value!["value"]!).ToArray() ?? (content["example"] is { } only ? [only] : []);
            Assert.True(examples.Length > 0, $"{name} has no example: see ApiExamples.");
            var reference = content["schema"]!["$ref"] ?? content["schema"]!["oneOf"]![1]!["$ref"];
            var schema = document["components"]!["schemas"]![reference!.GetValue<string>().Split('/')[^1]]!;
            foreach (var example in examples.Select(example => example.AsObject().Select(field => field.Key).ToArray()))
            {
                Assert.Empty(example.Except(schema["properties"]!.AsObject().Select(field => field.Key)));
                Assert.Empty((schema["required"]?.AsArray() ?? []).Select(field => field!.GetValue<string>()).Except(example));
            }
        }
    }

    [Fact]
    public async Task Every_problem_names_codes_of_the_table_and_every_code_of_an_operation_is_there()
    {
        var table = CodesOf(Repository.Read("docs/errors.md").Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('|')[1]));
        var problems = (await OperationsAsync())
            .SelectMany(operation => operation.Value["responses"]!.AsObject().Where(response => response.Key[0] is '4' or '5').Select(response => (Name: $"{operation.Key} {response.Key}", Text: response.Value!["description"]!.GetValue<string>())))
            .ToArray();

        Assert.Empty(problems.Where(problem => CodesOf([problem.Text]).Count == 0).Select(problem => problem.Name));
        Assert.Empty(CodesOf(problems.Select(problem => problem.Text)).Except(table));
        // Of no operation in the document: by routing, of proxies, of the webhook of the push service, and of defects.
        string[] elsewhere = ["bad_signature", "error", "internal", "method_not_allowed", "not_acceptable", "request_timeout", "stale_webhook"];
        Assert.Equal(elsewhere, table.Except(CodesOf(problems.Select(problem => problem.Text))).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("POST /api/v1/auth/register", "201", "Location")]
    [InlineData("POST /api/v1/conversations/{id}/messages", "200", "Idempotent-Replayed")]
    [InlineData("POST /api/v1/conversations/{id}/messages", "429", "Retry-After")]
    [InlineData("GET /api/v1/sync", "304", "ETag")]
    public async Task Headers_are_described(string operation, string status, string header) =>
        Assert.False(string.IsNullOrWhiteSpace((await OperationsAsync())[operation]["responses"]![status]!["headers"]![header]!["description"]!.GetValue<string>()));

    [Fact]
    public async Task Every_parameter_is_described()
    {
        var parameters = (await OperationsAsync())
            .SelectMany(operation => (operation.Value["parameters"]?.AsArray() ?? []).Select(parameter => (Name: $"{operation.Key} {parameter!["name"]}", Parameter: parameter)))
            .ToArray();

        Assert.NotEmpty(parameters);
        Assert.Empty(parameters.Where(item => string.IsNullOrEmpty(item.Parameter["description"]?.GetValue<string>())).Select(item => item.Name));
    }

    [Fact]
    public async Task Every_field_is_described()
    {
        var schemas = (await DocumentAsync())["components"]!["schemas"]!.AsObject();
        // Where the field refers to another schema, the description of that one counts.
        bool IsDescribed(JsonNode field) => !string.IsNullOrEmpty(field["description"]?.GetValue<string>())
            || ((field["$ref"] ?? field["oneOf"]?[1]?["$ref"])?.GetValue<string>().Split('/')[^1] is { } name && IsDescribed(schemas[name]!));

        Assert.Empty(schemas.SelectMany(schema => (schema.Value!["properties"]?.AsObject() ?? []).Where(field => !IsDescribed(field.Value!)).Select(field => $"{schema.Key}.{field.Key}")));
    }

    [Fact]
    public async Task Every_field_has_one_type_and_ids_and_times_their_format()
    {
        var fields = (await DocumentAsync())["components"]!["schemas"]!.AsObject()
            .SelectMany(schema => (schema.Value!["properties"]?.AsObject() ?? []).Select(field => (Name: $"{schema.Key}.{field.Key}", Schema: field.Value!)))
            .ToArray();

        Assert.NotEmpty(fields);
        Assert.Empty(fields.Where(field => Types(field.Schema).Length != 1 && field.Schema["$ref"] is null && field.Schema["oneOf"] is null).Select(field => field.Name));
        Assert.Empty(fields.Where(field => field.Name.EndsWith("At", StringComparison.Ordinal) || field.Name.EndsWith("Until", StringComparison.Ordinal))
            .Where(field => Format(field.Schema) != "date-time").Select(field => field.Name));
        Assert.Empty(fields.Where(field => (field.Name.EndsWith(".id", StringComparison.Ordinal) && field.Name != "ParkedView.id") || field.Name.EndsWith("Id", StringComparison.Ordinal))
            .Where(field => Format(field.Schema) != "uuid" && field.Name != "ProblemDetails.traceId").Select(field => field.Name));
    }

    [Fact]
    public async Task Every_list_says_of_what() =>
        Assert.Empty((await DocumentAsync())["components"]!["schemas"]!.AsObject()
            .SelectMany(schema => (schema.Value!["properties"]?.AsObject() ?? []).Where(field => Types(field.Value!) is ["array"] && field.Value!["items"] is null).Select(field => $"{schema.Key}.{field.Key}")));

    [Fact]
    public async Task Enums_are_words() =>
        Assert.All(
            (await DocumentAsync())["components"]!["schemas"]!.AsObject().Where(schema => schema.Value!["enum"] is not null),
            schema => Assert.Equal("string", schema.Value!["type"]!.GetValue<string>()));

    [Theory]
    [InlineData("ConversationView", "lastMessage", true)]
    [InlineData("ConversationView", "mutedUntil", true)]
    [InlineData("ConversationView", "lastActivityAt", false)]
    [InlineData("UserView", "avatarUrl", true)]
    [InlineData("UserView", "displayName", false)]
    [InlineData("MessagesSendBody", "id", false)]
    [InlineData("UsersUpdateMeBody", "avatarUrl", true)]
    [InlineData("ConversationsOpenBody", "title", true)]
    public async Task A_field_may_be_null_or_not(string schema, string field, bool isNullable)
    {
        var written = (await DocumentAsync())["components"]!["schemas"]![schema]!["properties"]![field]!;

        Assert.Equal(isNullable, written["oneOf"]?[0]?["type"]?.GetValue<string>() == "null" || written["type"] is JsonArray types && types.Any(type => type!.GetValue<string>() == "null"));
    }

    private static HashSet<string> CodesOf(IEnumerable<string> texts) =>
        [.. texts.SelectMany(text => text.Split('`').Where((_, index) => index % 2 == 1))];

    private static bool Missing(KeyValuePair<string, JsonNode> operation, string field) => string.IsNullOrWhiteSpace(operation.Value[field]?.GetValue<string>());

    private static string? Format(JsonNode schema) => schema["format"]?.GetValue<string>();

    private static string[] Types(JsonNode schema) => schema["type"] switch
    {
        JsonArray several => [.. several.Select(type => type!.GetValue<string>()).Where(type => type != "null")],
        { } one => [one.GetValue<string>()],
        null => [],
    };

    private async Task<Dictionary<string, JsonNode>> OperationsAsync()
    {
        var operations = (await DocumentAsync())["paths"]!.AsObject()
            .SelectMany(path => path.Value!.AsObject().Select(operation => KeyValuePair.Create($"{operation.Key.ToUpperInvariant()} {path.Key}", operation.Value!)))
            .ToDictionary();
        Assert.True(operations.Count > 20, "The document lists hardly any operation.");
        return operations;
    }

    private async Task<JsonNode> DocumentAsync()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var document = await app.DescribeAsync(cancellationToken);
        return JsonNode.Parse(await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, cancellationToken))!;
    }
}

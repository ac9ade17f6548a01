using System.Text.Json.Nodes;
using Messaging.Integration.Support;
using Xunit;

namespace Messaging.Integration.Api;

/// <summary>The examples that Swagger UI shows, as a stranger runs them in development mode: one after the other, as they stand.</summary>
public sealed class ExamplesTests
{
    /// <summary>Examples that cannot succeed as they stand, with the reason.</summary>
    private static readonly Dictionary<string, int> Refused = new()
    {
        // Needs the refresh token of the answer to login.
        ["POST /api/v1/auth/refresh"] = 401,
        // Needs an id from the list of sessions.
        ["DELETE /api/v1/me/sessions/{sessionId}"] = 404,
        // For admins.
        ["GET /api/v1/admin/outbox"] = 403,
        ["POST /api/v1/admin/outbox/replay"] = 403,
        ["POST /api/v1/admin/outbox/discard"] = 403,
    };

    /// <summary>They end the session, so each gets its own.</summary>
    private static readonly string[] Last = ["POST /api/v1/auth/logout", "POST /api/v1/auth/change-password"];

    [Fact]
    public async Task Every_example_succeeds_with_the_samples_of_development_mode()
    {
        await using var app = await AppProcess.StartNewAsync(new Dictionary<string, string?> { ["DOTNET_ENVIRONMENT"] = "Development" });
        var stranger = new ApiClient(app.Address);
        var document = JsonNode.Parse((await stranger.GetAsync("/openapi/v1.json")).Is(200).Text)!;
        var operations = document["paths"]!.AsObject()
            .SelectMany(path => path.Value!.AsObject().Select(operation => (Name: $"{operation.Key.ToUpperInvariant()} {path.Key}", Operation: operation.Value!)))
            .OrderBy(item => Array.IndexOf(Last, item.Name))
            .ToArray();
        var login = operations.Single(item => item.Name == "POST /api/v1/auth/login");
        async Task<ApiClient> SignInAsync() => new(app.Address, (await RunAsync(stranger, login.Name, login.Operation)).Single().Is(200).String("accessToken"));
        var an = await SignInAsync();

        foreach (var (name, operation) in operations)
        {
            foreach (var answer in await RunAsync(Last.Contains(name) ? await SignInAsync() : an, name, operation))
            {
                var isAsExpected = Refused.TryGetValue(name, out var refusal) ? answer.Status == refusal : answer.Status is >= 200 and < 300;
                Assert.True(isAsExpected, $"{name} answered {answer.Status}: {answer.Text}");
            }
        }

        Assert.Empty(Refused.Keys.Concat(Last).Except(operations.Select(item => item.Name)));
    }

    [Fact]
    public async Task Each_load_of_the_document_has_another_message_id_and_the_samples_are_added_once()
    {
        await using var app = await AppProcess.StartNewAsync(new Dictionary<string, string?> { ["DOTNET_ENVIRONMENT"] = "Development" });
        var stranger = new ApiClient(app.Address);
        var ids = new[] { await MessageIdAsync(stranger), await MessageIdAsync(stranger) };
        var an = (await stranger.PostAsync("/api/v1/auth/login", new { userName = "an", password = "correct horse" })).Is(200);

        await app.StopAsync();
        await app.StartAsync();

        Assert.Equal(2, ids.Distinct().Count());
        var rows = (await new ApiClient(app.Address, an.String("accessToken")).GetAsync("/api/v1/conversations")).Is(200).Items;
        Assert.Equal([0, 0], rows.Select(row => row.GetProperty("unreadCount").GetInt32()));
    }

    [Theory]
    [InlineData("Production", null)]
    [InlineData("Development", "false")]
    public async Task Elsewhere_there_are_no_samples(string environment, string? setting)
    {
        await using var app = await AppProcess.StartNewAsync(new Dictionary<string, string?> { ["DOTNET_ENVIRONMENT"] = environment, ["Development:Samples"] = setting });

        (await new ApiClient(app.Address).PostAsync("/api/v1/auth/login", new { userName = "an", password = "correct horse" })).Is(401);
    }

    private static async Task<string?> MessageIdAsync(ApiClient client)
    {
        var document = JsonNode.Parse((await client.GetAsync("/openapi/v1.json")).Is(200).Text)!;
        return document["paths"]!["/api/v1/conversations/{id}/messages"]!["post"]!["requestBody"]!["content"]!["application/json"]!["example"]!["id"]!.GetValue<string>();
    }

    /// <summary>Sends each example of the operation.</summary>
    private static async Task<List<Answer>> RunAsync(ApiClient client, string name, JsonNode operation)
    {
        var (method, path) = (name.Split(' ')[0], name.Split(' ')[1]);
        var query = new List<string>();
        foreach (var parameter in operation["parameters"]?.AsArray() ?? [])
        {
            if (parameter!["example"]?.GetValue<string>() is not { } example) continue;
            if (parameter["in"]!.GetValue<string>() == "path") path = path.Replace($"{{{parameter["name"]}}}", example, StringComparison.Ordinal);
            else query.Add($"{parameter["name"]}={Uri.EscapeDataString(example)}");
        }

        if (query.Count > 0) path += $"?{string.Join('&', query)}";
        var content = operation["requestBody"]?["content"]?["application/json"];
        string?[] bodies = content is null ? [null]
            : content["example"] is { } only ? [only.ToJsonString()]
            : [.. content["examples"]!.AsObject().Select(named => named.Value!["value"]!.ToJsonString())];
        var answers = new List<Answer>();
        foreach (var body in bodies)
        {
            using var json = body is null ? null : new StringContent(body, System.Text.Encoding.UTF8, "application/json");
            answers.Add(await client.SendAsync(new HttpMethod(method), path, json));
        }

        return answers;
    }
}

using System.Text;
using Messaging.Integration.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Messaging.Integration.Api;

/// <summary>Every error is answered with a complete problem.</summary>
public sealed class ProblemTests
{
    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{ \"id\": 1, \"body\": \"Hi\" }")]
    [InlineData("{ \"id\": \"0197f3a0-0000-7000-8000-000000000001\", \"body\": 5 }")]
    [InlineData("{ 'id': 'single quotes' }")]
    public async Task Malformed_json_is_400(string body)
    {
        var (an, _, conversation) = await Person.PairAsync();

        (await an.Api.PostAsync($"/api/v1/conversations/{conversation}/messages", body)).IsProblem(400, "malformed_request");
    }

    [Fact]
    public async Task Answer_names_the_place_in_the_json_and_no_values()
    {
        var (an, _, conversation) = await Person.PairAsync();

        var answer = await an.Api.PostAsync($"/api/v1/conversations/{conversation}/messages", """{ "id": "my-secret", "body": "Hi" }""");

        Assert.Contains("$.id", answer.IsProblem(400, "malformed_request").String("detail"), StringComparison.Ordinal);
        Assert.DoesNotContain("my-secret", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_body_is_400()
    {
        var app = await Apps.OnAsync(DatabaseKind.Sqlite);

        (await app.Anonymous.SendAsync(HttpMethod.Post, "/api/v1/auth/login", new StringContent("", Encoding.UTF8, "application/json")))
            .IsProblem(400, "malformed_request");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task Other_content_than_json_is_415(string mediaType)
    {
        var app = await Apps.OnAsync(DatabaseKind.Sqlite);

        (await app.Anonymous.SendAsync(HttpMethod.Post, "/api/v1/auth/login", new StringContent("{}", Encoding.UTF8, mediaType)))
            .IsProblem(415, "unsupported_media_type");
    }

    [Fact]
    public async Task Body_that_is_too_large_is_413()
    {
        var (an, _, conversation) = await Person.PairAsync();

        (await an.TrySendAsync(conversation, new string('a', 600 * 1024))).IsProblem(413, "payload_too_large");
    }

    [Theory]
    [InlineData("/api/v1/nowhere")]
    [InlineData("/api/v1/conversations/x/y/z")]
    [InlineData("/api/v1/")]
    public async Task Unknown_address_is_404(string path)
    {
        var an = await Person.NewAsync();

        (await an.Api.GetAsync(path)).IsProblem(404, "not_found");
        (await new ApiClient(an.Api.Address).PostAsync(path)).IsProblem(404, "not_found");
    }

    [Fact]
    public async Task Wrong_method_is_405()
    {
        var an = await Person.NewAsync();

        (await an.Api.DeleteAsync("/api/v1/me")).IsProblem(405, "method_not_allowed");
    }

    [Fact]
    public async Task Trace_id_continues_the_callers_trace()
    {
        var app = await Apps.OnAsync(DatabaseKind.Sqlite);

        var answer = await app.Anonymous.SendAsync(
            HttpMethod.Get, "/api/v1/me", null, ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));

        Assert.Equal("0af7651916cd43dd8448eb211c80319c", answer.IsProblem(401, "unauthenticated").String("traceId"));
    }

    [Fact]
    public async Task Only_what_may_pass_later_is_retryable()
    {
        var (an, binh, conversation) = await Person.PairAsync();

        Assert.False((await an.TrySendAsync(conversation, "")).Is(400)["retryable"].GetBoolean());
        Assert.False((await binh.Api.GetAsync($"/api/v1/users/{Guid.NewGuid()}")).Is(404)["retryable"].GetBoolean());
    }

    [Fact]
    public async Task Unexpected_failure_is_500_and_tells_nothing()
    {
        await using var app = await TestApp.StartAsync();
        var an = await Person.RegisterAsync(app.Address);
        await using (var db = app.Database.OpenContext())
            await db.Database.ExecuteSqlRawAsync("""ALTER TABLE "Users" RENAME TO "Gone" """, TestContext.Current.CancellationToken);

        var answer = (await an.Api.GetAsync("/api/v1/me")).IsProblem(500, "internal");

        Assert.DoesNotContain("Users", answer.Text, StringComparison.Ordinal);
        Assert.Contains(app.Logs.Lines, line => line.Contains("GET /api/v1/me failed", StringComparison.Ordinal));
    }
}

using Messaging.Integration.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Messaging.Integration.Api;

public sealed class OperationsTests
{
    [Fact]
    public async Task Health_tells_alive_and_ready()
    {
        var app = await Apps.OnAsync(DatabaseKind.Sqlite);

        Assert.Equal("Healthy", (await app.Anonymous.GetAsync("/health/live")).Is(200).Text);
        var ready = (await app.Anonymous.GetAsync("/health/ready")).Is(200);
        Assert.Equal("Healthy", ready["checks"].GetProperty("database").String("status"));
        Assert.True(ready["checks"].TryGetProperty("outbox", out _));
    }

    [Theory, EachDatabase]
    public async Task Database_that_is_gone_is_not_ready_and_no_secret_is_told(DatabaseKind database)
    {
        await using var app = await TestApp.StartAsync(database);
        await using (var db = app.Database.OpenContext())
            await db.Database.ExecuteSqlRawAsync(
                database == DatabaseKind.SqlServer ? "DROP TABLE [LaneLeases]" : "DROP TABLE \"LaneLeases\"", TestContext.Current.CancellationToken);

        var ready = (await app.Anonymous.GetAsync("/health/ready")).Is(503);

        Assert.Equal("Unhealthy", ready.String("status"));
        Assert.DoesNotContain(app.Database.ConnectionString, ready.Text, StringComparison.OrdinalIgnoreCase);
        (await app.Anonymous.GetAsync("/health/live")).Is(200);
    }

    [Fact]
    public async Task Swagger_page_and_document_answer()
    {
        var app = await Apps.OnAsync(DatabaseKind.Sqlite);

        Assert.Equal("text/html", (await app.Anonymous.GetAsync("/swagger/index.html")).Is(200).MediaType);
        var document = (await app.Anonymous.GetAsync("/openapi/v1.json")).Is(200);
        Assert.True(document["paths"].TryGetProperty("/api/v1/conversations/{id}/messages", out _));
    }

    [Fact]
    public async Task Metrics_answer()
    {
        var app = await Apps.OnAsync(DatabaseKind.Sqlite);

        Assert.Contains("messaging_outbox_waiting", (await app.Anonymous.GetAsync("/metrics")).Is(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_answer_carries_the_security_headers()
    {
        var app = await Apps.OnAsync(DatabaseKind.Sqlite);

        foreach (var path in new[] { "/", "/api/v1/config", "/api/v1/me", "/api/v1/nowhere", "/health/live" })
        {
            var answer = await app.Anonymous.GetAsync(path);
            Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
            Assert.Equal("DENY", answer.Header("X-Frame-Options"));
            Assert.Contains("frame-ancestors 'none'", answer.Header("Content-Security-Policy"), StringComparison.Ordinal);
            Assert.Null(answer.Header("Server"));
        }
    }
}

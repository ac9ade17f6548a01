using System.Text;
using Messaging.Integration.Support;
using Xunit;

namespace Messaging.Integration.Api;

/// <summary>The page is at the addresses that it knows; every other address that nothing answers is a problem, with all security headers.</summary>
public sealed class AddressesTests
{
    [Theory]
    [InlineData("GET", "/health", 404)]
    [InlineData("GET", "/healthz", 404)]
    [InlineData("GET", "/health/", 404)]
    [InlineData("GET", "/api", 404)]
    [InlineData("GET", "/api/", 404)]
    [InlineData("GET", "/api/v2/me", 404)]
    [InlineData("GET", "/metricsx", 404)]
    [InlineData("GET", "/.env", 404)]
    [InlineData("GET", "/wp-login.php", 404)]
    [InlineData("GET", "/pusher/foo", 404)]
    [InlineData("GET", "/chat", 404)]
    [InlineData("GET", "/c", 404)]
    [InlineData("GET", "/c/x/y", 404)]
    [InlineData("GET", "/c/config.json", 404)]
    [InlineData("GET", "/assets/gone.js", 404)]
    [InlineData("GET", "/favicon.ico", 404)]
    [InlineData("HEAD", "/health", 404)]
    [InlineData("POST", "/", 405)]
    [InlineData("GET", "/webhooks/pusher", 405)]
    [InlineData("GET", "/pusher/auth", 405)]
    [InlineData("GET", "/api/v1/auth/login", 405)]
    public async Task Address_that_nothing_answers_is_no_page(string method, string path, int status)
    {
        await using var app = await StartAsync();

        var answer = await app.Anonymous.SendAsync(new HttpMethod(method), path, content: null, ("Accept", "*/*"));

        if (method == "HEAD") answer.Is(status);
        else answer.IsProblem(status, status == 404 ? "not_found" : "method_not_allowed");
        AssertHeaders(answer);
    }

    [Theory]
    [InlineData("/chat", true)]
    [InlineData("/c/x/y", true)]
    [InlineData("/healthz", true)]
    [InlineData("/api/v2/me", false)]
    [InlineData("/pusher/foo", false)]
    [InlineData("/webhooks/foo", false)]
    [InlineData("/.env", false)]
    [InlineData("/wp-login.php", false)]
    [InlineData("/assets/gone.js", false)]
    public async Task Somebody_who_opens_an_unknown_address_in_a_browser_gets_404_as_the_page(string path, bool isPage)
    {
        await using var app = await StartAsync();

        var answer = await app.Anonymous.SendAsync(HttpMethod.Get, path, content: null, ("Accept", "text/html,application/xhtml+xml,*/*;q=0.8"));

        AssertHeaders(answer);
        if (!isPage)
        {
            answer.IsProblem(404, "not_found");
            return;
        }

        Assert.Contains("<title>Messaging</title>", answer.Is(404).Text, StringComparison.Ordinal);
        Assert.Contains("script-src 'self'", answer.Header("Content-Security-Policy"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/c/0198f2a0-7b5c-7d3e-9a41-5c0e8f1b2d34")]
    public async Task Page_is_at_its_addresses(string path)
    {
        await using var app = await StartAsync();

        Assert.Contains("<title>Messaging</title>", (await app.Anonymous.GetAsync(path)).Is(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Static_file_that_a_proxy_compressed_is_known()
    {
        await using var app = await StartAsync();
        var tag = (await app.Anonymous.GetAsync("/robots.txt")).Is(200).Header("ETag")!;

        foreach (var known in new[] { tag, $"W/{tag}", $"\"other\", W/{tag}", "*" })
            (await app.Anonymous.SendAsync(HttpMethod.Get, "/robots.txt", content: null, ("If-None-Match", known))).Is(304);
    }

    [Fact]
    public async Task Every_refusal_carries_the_security_headers()
    {
        await using var app = await TestApp.StartAsync(settings: new Dictionary<string, string?> { ["RateLimits:Enabled"] = "true", ["RateLimits:webhook:Burst"] = "1", ["RateLimits:webhook:PerSecond"] = "1" });
        var (an, _, conversation) = await Person.PairAsync(app.Address);
        var messages = $"/api/v1/conversations/{conversation}/messages";

        AssertHeaders((await an.Api.GetAsync($"/api/v1/conversations/{Guid.NewGuid()}")).Is(404));
        AssertHeaders((await an.Api.PostAsync(messages, "{")).Is(400));
        AssertHeaders((await an.Api.PostAsync(messages, $$"""{ "id": "{{Person.NewId()}}", "body": "{{new string('a', 600 * 1024)}}" }""")).Is(413));
        AssertHeaders((await an.Api.SendAsync(HttpMethod.Post, messages, new StringContent("x", Encoding.UTF8, "text/plain"))).Is(415));
        AssertHeaders((await app.Anonymous.GetAsync("/api/v1/me")).Is(401));
        AssertHeaders((await an.Api.GetAsync("/api/v1/admin/outbox")).Is(403));
        AssertHeaders(await app.Anonymous.GetAsync($"/app/{TestApp.PushKey}"));
        await Eventually.HoldsAsync("the webhook is limited", async () =>
        {
            var answer = await app.Anonymous.PostAsync("/webhooks/pusher", "{}");
            AssertHeaders(answer);
            return answer.Status == 429;
        });
    }

    [Fact]
    public async Task Path_base_is_refused_in_a_sentence()
    {
        var app = await Apps.OnAsync(DatabaseKind.Sqlite);
        var answer = await app.Anonymous.SendAsync(HttpMethod.Get, "/", content: null, ("X-Forwarded-Prefix", "/chat"));
        Assert.Contains("host name of its own", answer.IsProblem(400, "path_base_unsupported").String("detail"), StringComparison.Ordinal);

        foreach (var (key, value) in new[] { ("PathBase", "/chat"), ("ASPNETCORE_PATHBASE", "/chat"), ("ASPNETCORE_URLS", "http://127.0.0.1:0/chat") })
        {
            var (exitCode, lines) = await AppCommand.RunAsync(new Dictionary<string, string?> { [key] = value });

            Assert.Equal(1, exitCode);
            Assert.Contains("host name of its own", lines[^1], StringComparison.Ordinal);
        }
    }

    private static void AssertHeaders(Answer answer)
    {
        Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
        Assert.Equal("DENY", answer.Header("X-Frame-Options"));
        Assert.Equal("same-origin", answer.Header("Referrer-Policy"));
        Assert.Contains("frame-ancestors 'none'", answer.Header("Content-Security-Policy"), StringComparison.Ordinal);
    }

    private static Task<TestApp> StartAsync()
    {
        var root = Directory.CreateTempSubdirectory("messaging-addresses-").FullName;
        File.WriteAllText(Path.Combine(root, "index.html"), "<!doctype html><title>Messaging</title>");
        File.WriteAllText(Path.Combine(root, "robots.txt"), "User-agent: *");
        return TestApp.StartAsync(settings: new Dictionary<string, string?> { ["webroot"] = root });
    }
}

using System.Net.Http.Json;
using System.Text;
using Messaging.Integration.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Messaging.Integration.Api;

/// <summary>Answers to requests of pages on another origin.</summary>
public sealed class CrossOriginTests
{
    private const string Page = "https://app.example.com";
    private const string Messages = "/api/v1/conversations/0197f3a0-0000-7000-8000-000000000001/messages";

    private static readonly string[] Exposed = ["ETag", "Retry-After", "Location", "Date", "Idempotent-Replayed"];

    [Fact]
    public async Task Preflight_allows_every_method_and_header_of_the_api_for_two_hours()
    {
        const string Headers = "authorization,content-type,if-match,if-none-match,idempotency-key,x-socket-id";
        await using var app = await StartAsync();
        foreach (var (method, path) in new[]
        {
            ("PUT", "/api/v1/conversations/0197f3a0-0000-7000-8000-000000000001/read"), ("PATCH", "/api/v1/me"), ("DELETE", "/api/v1/me/sessions/0197f3a0-0000-7000-8000-000000000001"),
            ("GET", "/api/v1/sync?cursor=x"), ("POST", "/pusher/auth"), ("POST", "/Pusher/user-auth"),
        })
        {
            var answer = (await PreflightAsync(app, Page, path, method, Headers)).Is(204);

            Assert.Equal(Page, answer.Header("Access-Control-Allow-Origin"));
            Assert.Contains(method, answer.Header("Access-Control-Allow-Methods"), StringComparison.Ordinal);
            Assert.Equal(Headers, answer.Header("Access-Control-Allow-Headers"));
            Assert.Equal("7200", answer.Header("Access-Control-Max-Age"));
            Assert.Equal("Origin", answer.Header("Vary"));
            Assert.Null(answer.Header("Access-Control-Allow-Credentials"));
        }
    }

    [Fact]
    public async Task Preflights_are_not_counted_by_the_rate_limits()
    {
        await using var app = await StartAsync(("RateLimits:Enabled", "true"), ("RateLimits:auth:Burst", "1"), ("RateLimits:auth:PerSecond", "0.01"));

        for (var i = 0; i < 5; i++) (await PreflightAsync(app, Page, "/api/v1/auth/login", "POST", "content-type")).Is(204);

        IsReadable(await LogInAsync(app, "nobody"), 401);
        var refused = await LogInAsync(app, "nobody");
        IsReadable(refused, 429).IsProblem(429, "rate_limited");
        Assert.NotNull(refused.Header("Retry-After"));
        (await PreflightAsync(app, Page, "/api/v1/auth/login", "POST", "content-type")).Is(204);
    }

    [Fact]
    public async Task Answers_and_errors_are_readable()
    {
        await using var app = await StartAsync();
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        var id = Person.NewId();

        IsReadable(await AskAsync(app.Anonymous, HttpMethod.Get, "/api/v1/config"), 200);
        IsReadable(await AskAsync(an.Api, HttpMethod.Post, "/api/v1/conversations", new { kind = "direct", userId = binh.Id }), 200);
        var sent = IsReadable(await AskAsync(an.Api, HttpMethod.Post, $"/api/v1/conversations/{conversation}/messages", new { id, body = "hello" }), 201);
        Assert.NotNull(sent.Header("Location"));
        var again = IsReadable(await AskAsync(an.Api, HttpMethod.Post, $"/api/v1/conversations/{conversation}/messages", new { id, body = "hello" }), 200);
        Assert.Equal("true", again.Header("Idempotent-Replayed"));
        var synced = IsReadable(await AskAsync(an.Api, HttpMethod.Get, "/api/v1/sync"), 200);
        var path = $"/api/v1/sync?cursor={Uri.EscapeDataString(synced.String("cursor"))}";
        var tag = IsReadable(await AskAsync(an.Api, HttpMethod.Get, path), 200).Header("ETag")!;
        IsReadable(await an.Api.SendAsync(HttpMethod.Get, path, null, ("Origin", Page), ("If-None-Match", tag)), 304);

        IsReadable(await AskAsync(an.Api, HttpMethod.Post, Messages, "{"), 400).IsProblem(400, "malformed_request");
        IsReadable(await AskAsync(an.Api, HttpMethod.Post, $"/api/v1/conversations/{conversation}/messages", new { id = Person.NewId(), body = "" }), 400).IsInvalid("body");
        IsReadable(await AskAsync(an.Api, HttpMethod.Get, "/api/v1/me", header: ("X-Forwarded-Prefix", "/chat")), 400);
        IsReadable(await AskAsync(app.Anonymous, HttpMethod.Get, "/api/v1/me"), 401);
        IsReadable(await AskAsync(app.Anonymous, HttpMethod.Post, "/pusher/auth"), 401);
        IsReadable(await AskAsync(an.Api, HttpMethod.Post, "/pusher/auth", new { socket_id = "1.1", channel_name = "private-x" }), 403);
        IsReadable(await AskAsync(an.Api, HttpMethod.Get, "/api/v1/nowhere"), 404);
        IsReadable(await AskAsync(an.Api, HttpMethod.Get, Messages), 404);
        IsReadable(await AskAsync(an.Api, HttpMethod.Delete, "/api/v1/me"), 405);
        IsReadable(await AskAsync(an.Api, HttpMethod.Post, $"/api/v1/conversations/{conversation}/messages", new { id, body = "other" }), 422);
        foreach (var content in new[] { new StringContent("hi", Encoding.UTF8, "text/plain"), new StringContent("{}", Encoding.Latin1, "application/json") })
            IsReadable(await an.Api.SendAsync(HttpMethod.Post, Messages, content, ("Origin", Page)), 415);

        await using (var db = app.Database.OpenContext())
            await db.Database.ExecuteSqlRawAsync("""ALTER TABLE "Users" RENAME TO "Gone" """, TestContext.Current.CancellationToken);
        IsReadable(await AskAsync(an.Api, HttpMethod.Get, "/api/v1/me"), 500).IsProblem(500, "internal");
    }

    [Fact]
    public async Task Only_listed_origins_are_allowed()
    {
        await using var app = await StartAsync();
        foreach (var origin in new[] { Page, "https://a.shop.example.com", "https://a.b.shop.example.com", "http://localhost:5173" })
            Assert.All(await BothAsync(origin), answer => Assert.Equal(origin, answer.Header("Access-Control-Allow-Origin")));
        foreach (var origin in new[]
        {
            "http://app.example.com", "https://app.example.com:8443", "https://evilapp.example.com", "http://localhost", "http://localhost:5174", "null",
            "https://shop.example.com", "https://evilshop.example.com", "https://a.shop.example.com.evil.com", "https://a.shop.example.com:8443", "http://a.shop.example.com",
        })
        {
            Assert.All(await BothAsync(origin), answer =>
            {
                Assert.DoesNotContain(answer.Headers, header => header.Key.StartsWith("Access-Control-", StringComparison.Ordinal));
                Assert.Equal("Origin", answer.Header("Vary"));
            });
        }

        async Task<Answer[]> BothAsync(string origin) =>
        [
            (await app.Anonymous.SendAsync(HttpMethod.Get, "/api/v1/config", null, ("Origin", origin))).Is(200),
            (await PreflightAsync(app, origin, "/api/v1/me", "GET", "authorization")).Is(204),
        ];
    }

    [Fact]
    public async Task Answers_vary_by_origin_also_where_none_was_given()
    {
        await using var app = await StartAsync();

        Assert.Equal("Origin", (await app.Anonymous.GetAsync("/api/v1/config")).Is(200).Header("Vary"));
        Assert.Equal("Origin", (await app.Anonymous.GetAsync("/api/v1/me")).Is(401).Header("Vary"));
    }

    [Fact]
    public async Task What_is_no_part_of_the_api_stays_closed()
    {
        await using var app = await StartAsync();

        foreach (var path in new[] { "/", "/health/live", "/metrics", "/hangfire-login", "/apps/1/channels", "/apiary" })
            Assert.Null((await AskAsync(app.Anonymous, HttpMethod.Get, path)).Header("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Star_allows_every_origin_and_never_credentials()
    {
        await using var app = await StartAsync(("Cors:Origins:0", "*"), ("Cors:Origins:1", null), ("Cors:Origins:2", null));

        foreach (var answer in new[] { await AskAsync(app.Anonymous, HttpMethod.Get, "/api/v1/config"), await PreflightAsync(app, "null", "/api/v1/me", "GET", "authorization") })
        {
            Assert.Equal("*", answer.Header("Access-Control-Allow-Origin"));
            Assert.Null(answer.Header("Access-Control-Allow-Credentials"));
        }
    }

    [Fact]
    public async Task Origins_come_as_one_text_too()
    {
        await using var app = await TestApp.StartAsync(settings: new Dictionary<string, string?> { ["Cors:Origins"] = $"http://localhost:5173, {Page}" });

        IsReadable(await AskAsync(app.Anonymous, HttpMethod.Get, "/api/v1/config"), 200);
    }

    [Fact]
    public async Task Nobody_is_allowed_by_default()
    {
        var app = await Apps.OnAsync(DatabaseKind.Sqlite);

        var answer = (await AskAsync(app.Anonymous, HttpMethod.Get, "/api/v1/config")).Is(200);
        var preflight = await PreflightAsync(app, Page, "/api/v1/config", "GET", "authorization");

        Assert.DoesNotContain(answer.Headers.Concat(preflight.Headers), header => header.Key.StartsWith("Access-Control-", StringComparison.Ordinal));
        Assert.Null(answer.Header("Vary"));
    }

    private static Task<TestApp> StartAsync(params (string Key, string? Value)[] settings) => TestApp.StartAsync(settings: new Dictionary<string, string?>(
        settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value)).UnionBy(
        [
            KeyValuePair.Create("Cors:Origins:0", (string?)Page),
            KeyValuePair.Create("Cors:Origins:1", (string?)"https://*.shop.example.com"),
            KeyValuePair.Create("Cors:Origins:2", (string?)"http://localhost:5173"),
        ], setting => setting.Key)));

    private static Task<Answer> PreflightAsync(TestApp app, string origin, string path, string method, string headers) => app.Anonymous.SendAsync(
        HttpMethod.Options, path, null, ("Origin", origin), ("Access-Control-Request-Method", method), ("Access-Control-Request-Headers", headers));

    private static Task<Answer> AskAsync(ApiClient api, HttpMethod method, string path, object? body = null, (string Name, string Value)? header = null)
    {
        HttpContent? content = body switch
        {
            null => null,
            string json => new StringContent(json, Encoding.UTF8, "application/json"),
            _ => JsonContent.Create(body, body.GetType()),
        };
        (string, string)[] headers = header is { } one ? [("Origin", Page), one] : [("Origin", Page)];
        return api.SendAsync(method, path, content, headers);
    }

    private static Task<Answer> LogInAsync(TestApp app, string userName) => AskAsync(app.Anonymous, HttpMethod.Post, "/api/v1/auth/login", new { userName, password = "guess" });

    private static Answer IsReadable(Answer answer, int status)
    {
        answer.Is(status);
        Assert.Equal(Page, answer.Header("Access-Control-Allow-Origin"));
        Assert.Equal(Exposed, answer.Header("Access-Control-Expose-Headers")!.Split(','));
        Assert.Equal("Origin", answer.Header("Vary"));
        return answer;
    }
}

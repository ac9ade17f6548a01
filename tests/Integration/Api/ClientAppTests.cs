using System.Net.Sockets;
using System.Text;
using Messaging.Integration.Support;
using Xunit;

namespace Messaging.Integration.Api;

/// <summary>How the web client is delivered.</summary>
public sealed class ClientAppTests
{
    [Fact]
    public async Task Scripts_are_sent_compressed_and_answers_of_the_api_are_not()
    {
        await using var app = await StartAsync();

        var script = await EncodingOfAsync(app, "/assets/index-1.js");
        Assert.Equal("br", script);
        Assert.Null(await EncodingOfAsync(app, "/api/v1/config"));
        var plain = await app.Anonymous.GetAsync("/assets/index-1.js");
        Assert.Equal(10_000, plain.Is(200).Text.Length);
        Assert.Equal("public, max-age=31536000, immutable", plain.Header("Cache-Control"));
        Assert.Equal("no-cache", (await app.Anonymous.GetAsync("/c/some-conversation")).Is(200).Header("Cache-Control"));
    }

    [Fact]
    public async Task Code_may_be_loaded_by_pages_of_every_origin_and_the_page_by_none()
    {
        await using var app = await StartAsync();

        Assert.Equal("*", (await app.Anonymous.GetAsync("/widget.js")).Is(200).Header("Access-Control-Allow-Origin"));
        Assert.Equal("no-cache", (await app.Anonymous.GetAsync("/widget.js")).Header("Cache-Control"));
        Assert.Equal("*", (await app.Anonymous.GetAsync("/assets/index-1.js")).Is(200).Header("Access-Control-Allow-Origin"));
        Assert.Null((await app.Anonymous.GetAsync("/")).Is(200).Header("Access-Control-Allow-Origin"));
        Assert.Null((await app.Anonymous.GetAsync("/api/v1/config")).Is(200).Header("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Page_may_talk_to_the_app_and_its_push_service_only()
    {
        await using var app = await StartAsync();

        var policy = (await app.Anonymous.GetAsync("/")).Is(200).Header("Content-Security-Policy")!;

        Assert.Contains($"connect-src 'self' wss://127.0.0.1:443 ws://127.0.0.1:{app.Address.Port};", policy, StringComparison.Ordinal);
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.StartsWith("default-src 'none'", (await app.Anonymous.GetAsync("/api/v1/config")).Header("Content-Security-Policy"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET / HTTP/1.0\r\n\r\n")]
    [InlineData("GET /api/v1/config HTTP/1.0\r\n\r\n")]
    [InlineData("GET /api/v1/config HTTP/1.1\r\nHost: \r\nConnection: close\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: a;script-src*\r\nConnection: close\r\n\r\n")]
    public async Task Client_that_does_not_say_where_it_believes_to_be_is_answered(string request)
    {
        await using var app = await StartAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(app.Address.Host, app.Address.Port, TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(client.GetStream());

        var answer = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.Matches(@"^HTTP/1\.1 (200|400) ", answer);
        Assert.DoesNotContain("script-src*", answer, StringComparison.Ordinal);
    }

    private static Task<TestApp> StartAsync()
    {
        var root = Directory.CreateTempSubdirectory("messaging-client-").FullName;
        Directory.CreateDirectory(Path.Combine(root, "assets"));
        File.WriteAllText(Path.Combine(root, "index.html"), "<!doctype html><title>Messaging</title>");
        File.WriteAllText(Path.Combine(root, "widget.js"), "export {};");
        File.WriteAllText(Path.Combine(root, "assets", "index-1.js"), new string('x', 10_000));
        return TestApp.StartAsync(settings: new Dictionary<string, string?> { ["webroot"] = root });
    }

    private static async Task<string?> EncodingOfAsync(TestApp app, string path)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = System.Net.DecompressionMethods.None });
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(app.Address, path));
        request.Headers.AcceptEncoding.ParseAdd("br, gzip");
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
        return answer.Content.Headers.ContentEncoding.SingleOrDefault();
    }
}

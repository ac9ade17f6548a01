using System.Net;
using System.Net.Http.Json;
using Messaging.Integration.Support;
using Xunit;

namespace Messaging.Integration.Operations;

public sealed class ReverseProxyTests
{
    private static readonly string[] Claimed = ["10.0.0.1", "10.0.0.2", "10.0.0.3"];

    [Fact]
    public async Task Behind_nginx_everything_works_and_callers_keep_their_addresses()
    {
        await using var app = await AppProcess.StartNewAsync(new Dictionary<string, string?>
        {
            ["ASPNETCORE_FORWARDEDHEADERS_ENABLED"] = "true",
            ["RateLimits:auth:Burst"] = "2",
            ["RateLimits:auth:PerSecond"] = "0.001",
        });
        await using var nginx = await Nginx.StartAsync(app.Address);

        // TLS, WebSocket, long poll, forwarded scheme and host, security headers.
        var (exitCode, output) = await AppCommand.RunAsync(
            new Dictionary<string, string?> { ["SSL_CERT_FILE"] = nginx.CertificatePath }, "smoke", nginx.Address.ToString());
        Assert.True(exitCode == 0, string.Join('\n', output));
        Assert.Contains($"ok    settings for clients: push is embedded at wss://localhost:{nginx.Address.Port}", output);
        Assert.Contains("ok    security headers: all there, with HSTS", output);
        Assert.Contains("ok    metrics: hidden here", output);
        Assert.Contains("ok    message by push: new-message came", output);

        using (var plain = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }))
        using (var answer = await plain.GetAsync(nginx.PlainAddress, TestContext.Current.CancellationToken))
        {
            Assert.Equal(HttpStatusCode.PermanentRedirect, answer.StatusCode);
            Assert.Equal("https", answer.Headers.Location!.Scheme);
        }

        // One host has used up its limit, whatever it claims to be; another has not.
        using var busy = nginx.CallerFrom("127.0.0.3");
        using var calm = nginx.CallerFrom("127.0.0.2");
        var answers = new List<int>();
        foreach (var claimed in Claimed) answers.Add(await LogInAsync(busy, claimed));
        Assert.Equal([401, 401, 429], answers);
        Assert.Equal(401, await LogInAsync(calm, "10.0.0.3"));
    }

    [Fact]
    public async Task Without_forwarded_headers_smoke_says_what_to_set()
    {
        await using var app = await TestApp.StartAsync();
        await using var nginx = await Nginx.StartAsync(app.Address);

        var (exitCode, output) = await AppCommand.RunAsync(
            new Dictionary<string, string?> { ["SSL_CERT_FILE"] = nginx.CertificatePath }, "smoke", nginx.Address.ToString());

        Assert.Equal(1, exitCode);
        Assert.Contains(output, line => line.StartsWith("FAIL  settings for clients: ", StringComparison.Ordinal) && line.Contains("ASPNETCORE_FORWARDEDHEADERS_ENABLED=true", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_certificate_that_nobody_knows_is_told()
    {
        await using var app = await TestApp.StartAsync();
        await using var nginx = await Nginx.StartAsync(app.Address);

        var (exitCode, output) = await AppCommand.RunAsync("smoke", nginx.Address.ToString());

        Assert.Equal(1, exitCode);
        Assert.StartsWith("FAIL  TLS: the certificate is not trusted", output[0], StringComparison.Ordinal);
    }

    private static async Task<int> LogInAsync(HttpClient caller, string claimedAddress)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/auth/login") { Content = JsonContent.Create(new { userName = "nobody", password = "wrong password" }) };
        request.Headers.Add("X-Forwarded-For", claimedAddress);
        using var answer = await caller.SendAsync(request, TestContext.Current.CancellationToken);
        return (int)answer.StatusCode;
    }
}

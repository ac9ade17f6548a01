using System.Net;
using System.Net.WebSockets;
using Messaging.Integration.Support;
using Xunit;

namespace Messaging.Integration.Broker;

/// <summary>Which pages may open a socket. Browsers name the origin of the page, and scripts cannot change it.</summary>
public sealed class PageOriginTests
{
    private const string Page = "https://app.example.com";

    [Fact]
    public async Task Pages_of_the_own_host_and_of_listed_origins_may_connect_and_others_get_403()
    {
        await using var server = await BrokerServer.StartAsync(options => options.AllowedOrigins = [Page, "https://*.shop.example.com"]);
        var own = server.Address.GetLeftPart(UriPartial.Authority);

        // The scheme of the own host may be lost on the way through a proxy.
        foreach (var origin in new[] { null, own, own.Replace("http:", "https:", StringComparison.Ordinal), Page, "https://a.shop.example.com" })
            Assert.Equal(HttpStatusCode.SwitchingProtocols, await HandshakeAsync(server.Address, BrokerServer.Key, origin));
        foreach (var origin in new[]
        {
            "https://evil.example", "http://app.example.com", "https://app.example.com:8443", "https://shop.example.com", "https://evilshop.example.com",
            "null", $"http://{server.Address.Host}", $"http://{server.Address.Host}.evil.example:{server.Address.Port}", $"{own}, {own}", "file://", "nonsense",
        })
        {
            Assert.Equal(HttpStatusCode.Forbidden, await HandshakeAsync(server.Address, BrokerServer.Key, origin));
        }
    }

    [Fact]
    public async Task Star_lets_every_page_connect()
    {
        await using var server = await BrokerServer.StartAsync(options => options.AllowedOrigins = ["*"]);

        Assert.Equal(HttpStatusCode.SwitchingProtocols, await HandshakeAsync(server.Address, BrokerServer.Key, "null"));
    }

    [Fact]
    public async Task By_default_only_the_own_pages_may_and_the_log_says_once_which_was_refused()
    {
        await using var app = await TestApp.StartAsync();

        Assert.Equal(HttpStatusCode.SwitchingProtocols, await HandshakeAsync(app.Address, TestApp.PushKey, app.Address.GetLeftPart(UriPartial.Authority)));
        Assert.Equal(HttpStatusCode.Forbidden, await HandshakeAsync(app.Address, TestApp.PushKey, Page));
        Assert.Equal(HttpStatusCode.Forbidden, await HandshakeAsync(app.Address, TestApp.PushKey, Page));

        Assert.Single(app.Logs.Lines, line => line.Contains($"A page of {Page} may not connect", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("https://other.example.com", false)]
    public async Task Pages_that_may_use_the_api_may_connect_unless_others_are_listed(string? listed, bool mayConnect)
    {
        await using var app = await TestApp.StartAsync(settings: new Dictionary<string, string?> { ["Cors:Origins"] = Page, ["Broker:AllowedOrigins"] = listed });

        Assert.Equal(mayConnect ? HttpStatusCode.SwitchingProtocols : HttpStatusCode.Forbidden, await HandshakeAsync(app.Address, TestApp.PushKey, Page));
        if (listed is not null) Assert.Equal(HttpStatusCode.SwitchingProtocols, await HandshakeAsync(app.Address, TestApp.PushKey, listed));
    }

    private static async Task<HttpStatusCode> HandshakeAsync(Uri server, string key, string? origin)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        if (origin is not null) socket.Options.SetRequestHeader("Origin", origin);
        try
        {
            await socket.ConnectAsync(new Uri($"ws://{server.Authority}/app/{key}?protocol=7"), TestContext.Current.CancellationToken);
        }
        catch (WebSocketException)
        {
            // The status says it.
        }

        return socket.HttpStatusCode;
    }
}

using Messaging.Integration.Broker;
using Messaging.Integration.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Messaging.Integration.Browser;

/// <summary>The network, the push service and the session fail; no message is lost, doubled or out of order.</summary>
[Collection(BrowserFaultTests.Name)]
public sealed class OutageTests
{
    [Fact]
    public async Task Offline_and_back()
    {
        await using var app = await WebClient.StartAsync();
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        await using var browser = await Chromium.NewUserAsync();
        var tab = await Tab.OpenAsync(browser, app.Address, an, $"/c/{conversation}");
        await tab.IsLiveAsync();
        await tab.SendAsync("before");
        await Expect(tab.Page.Locator(".message-status")).ToContainTextAsync("Sent");

        await browser.SetOfflineAsync(true);
        await Expect(tab.Banner).ToContainTextAsync("You are offline");
        await tab.SendAsync("written offline 1");
        await tab.SendAsync("written offline 2");
        await Expect(tab.Page.Locator(".message-status").Last).ToContainTextAsync("Waiting for connection");
        await binh.SendAsync(conversation, "sent meanwhile");

        await browser.SetOfflineAsync(false);
        await tab.IsLiveAsync();
        await Expect(tab.Bubbles).ToHaveTextAsync(["before", "sent meanwhile", "written offline 1", "written offline 2"]);
        await Expect(tab.Page.Locator(".bubble.queued, .bubble.sending")).ToHaveCountAsync(0);
        var stored = (await an.ListMessagesAsync(conversation)).Items.Select(item => item.GetProperty("body").GetString());
        Assert.Equal(["before", "sent meanwhile", "written offline 1", "written offline 2"], stored);
        tab.IsQuiet("ERR_INTERNET_DISCONNECTED");
    }

    [Fact]
    public async Task Messages_that_wait_survive_a_reload()
    {
        await using var app = await WebClient.StartAsync();
        var (an, _, conversation) = await Person.PairAsync(app.Address);
        await using var browser = await Chromium.NewUserAsync();
        var tab = await Tab.OpenAsync(browser, app.Address, an, $"/c/{conversation}");
        await tab.IsLiveAsync();
        await browser.SetOfflineAsync(true);
        await tab.SendAsync("kept");
        await Expect(tab.Message("kept")).ToBeVisibleAsync();
        await tab.Page.CloseAsync();
        await browser.SetOfflineAsync(false);

        var next = await Tab.OpenAsync(browser, app.Address, $"/c/{conversation}");

        await Expect(next.Page.Locator(".message-status")).ToContainTextAsync("Sent");
        await Expect(next.Bubbles).ToHaveTextAsync(["kept"]);
        next.IsQuiet();
    }

    [Fact]
    public async Task The_push_service_dies_and_comes_back()
    {
        // Its pages are those of the app, on another port.
        await using var broker = await AppProcess.StartNewAsync(new Dictionary<string, string?>(Keys) { ["Broker:AllowedOrigins"] = "*" });
        await using var app = await WebClient.StartAsync(new(Keys)
        {
            ["Push:Driver"] = "Pusher",
            ["Pusher:Host"] = broker.Address.Host,
            ["Pusher:Port"] = $"{broker.Address.Port}",
            ["Pusher:UseTls"] = "false",
        });
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        await using var browser = await Chromium.NewUserAsync();
        var tab = await Tab.OpenAsync(browser, app.Address, an, $"/c/{conversation}");
        await tab.IsLiveAsync();
        await binh.SendAsync(conversation, "by push 1");
        await Expect(tab.Message("by push 1")).ToBeVisibleAsync();

        await broker.KillAsync();
        await binh.SendAsync(conversation, "by polling 2");
        await Expect(tab.Message("by polling 2")).ToBeVisibleAsync(new() { Timeout = 5_000 });
        await tab.SendAsync("by polling 3");
        await Expect(tab.Banner).ToContainTextAsync("Live updates limited");
        await binh.SendAsync(conversation, "by polling 4");
        await Expect(tab.Message("by polling 4")).ToBeVisibleAsync(new() { Timeout = 5_000 });

        await broker.StartAsync();
        await tab.IsLiveAsync(TimeSpan.FromSeconds(60));
        await binh.SendAsync(conversation, "by push 5");
        await Expect(tab.Bubbles).ToHaveTextAsync(["by push 1", "by polling 2", "by polling 3", "by polling 4", "by push 5"]);
        tab.IsQuiet("WebSocket connection to", "net::ERR_CONNECTION_REFUSED");
    }

    [Fact]
    public async Task A_server_without_push_is_polled()
    {
        await using var app = await WebClient.StartAsync(new() { ["Push:Driver"] = "None" });
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        await using var anBrowser = await Chromium.NewUserAsync();
        await using var binhBrowser = await Chromium.NewUserAsync();
        var anTab = await Tab.OpenAsync(anBrowser, app.Address, an, $"/c/{conversation}");
        var binhTab = await Tab.OpenAsync(binhBrowser, app.Address, binh, $"/c/{conversation}");
        await Expect(anTab.Page.Locator(".shell")).ToHaveAttributeAsync("data-connection", "polling");

        await anTab.SendAsync("one");
        await Expect(binhTab.Message("one")).ToBeVisibleAsync(new() { Timeout = 4_000 });
        await Expect(anTab.Page.Locator(".message-status.read")).ToBeVisibleAsync();
        await binhTab.Composer.PressSequentiallyAsync("t");
        await Expect(anTab.Page.Locator(".typing")).ToContainTextAsync("is typing");
        await binhTab.SendAsync("two");
        await Expect(anTab.Bubbles).ToHaveTextAsync(["one", "two"]);
        // It works as it should: there is nothing to warn of.
        await Expect(anTab.Banner).ToBeEmptyAsync();
        anTab.IsQuiet();
        binhTab.IsQuiet();
    }

    [Fact]
    public async Task An_expired_access_token_is_renewed_unseen()
    {
        await using var app = await WebClient.StartAsync();
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        await using var browser = await Chromium.NewUserAsync();
        await Tab.KeepSessionAsync(browser, an, "expired", an.RefreshToken);

        var tab = await Tab.OpenAsync(browser, app.Address, $"/c/{conversation}");

        await tab.IsLiveAsync();
        await binh.SendAsync(conversation, "hello");
        await Expect(tab.Message("hello")).ToBeVisibleAsync();
        tab.IsQuiet("401");
    }

    [Fact]
    public async Task A_session_that_is_over_leads_to_the_sign_in()
    {
        await using var app = await WebClient.StartAsync();
        var an = await Person.RegisterAsync(app.Address);
        await using var browser = await Chromium.NewUserAsync();
        await Tab.KeepSessionAsync(browser, an, "expired", "expired");

        var tab = await Tab.OpenAsync(browser, app.Address);

        await Expect(tab.Page.Locator(".notice")).ToContainTextAsync("Your session has ended.");
        await Expect(tab.Page.GetByLabel("Password")).ToBeVisibleAsync();
        // Leaving while the client still connects ends the attempt.
        tab.IsQuiet("401", "400", "WebSocket is closed before");
    }

    private static Dictionary<string, string?> Keys => new()
    {
        ["Pusher:AppId"] = BrokerServer.AppId,
        ["Pusher:Key"] = BrokerServer.Key,
        ["Pusher:Secret"] = BrokerServer.Secret,
    };
}

using System.Text.RegularExpressions;
using Messaging.Integration.Broker;
using Messaging.Integration.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Messaging.Integration.Browser;

/// <summary>Push is not there: from the start, from the middle on, for those who are connected and for those who come. Polling, and back.</summary>
[Collection(BrowserFaultTests.Name)]
public sealed class PushFaultTests
{
    private const string Limited = "Live updates limited";
    private static readonly string[] Complaints = ["WebSocket connection to", "net::ERR_CONNECTION_REFUSED", "500"];

    // pusher-js tries again at growing distances.
    private static readonly TimeSpan Return = TimeSpan.FromSeconds(90);

    private static Dictionary<string, string?> Keys => new()
    {
        ["Pusher:AppId"] = BrokerServer.AppId, ["Pusher:Key"] = BrokerServer.Key, ["Pusher:Secret"] = BrokerServer.Secret,
    };

    // Its pages are those of the app, on another port.
    private static Dictionary<string, string?> OfTheBroker => new(Keys) { ["Broker:AllowedOrigins"] = "*" };

    [Fact]
    public async Task Away_from_the_start_it_is_polled_for_until_it_comes()
    {
        await using var broker = await AppProcess.StartNewAsync(OfTheBroker);
        await broker.KillAsync();
        await using var app = await StartAsync(broker);
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        await using var browser = await Chromium.NewUserAsync();
        var tab = await Tab.OpenAsync(browser, app.Address, an, $"/c/{conversation}");

        await Expect(tab.Banner).ToContainTextAsync(Limited);
        await binh.SendAsync(conversation, "one");
        await Expect(tab.Message("one")).ToBeVisibleAsync();
        await tab.SendAsync("two");
        await Expect(tab.Page.Locator(".message-status").Last).ToContainTextAsync("Sent");

        await broker.StartAsync();
        await IsLiveAgainAsync(tab);
        await binh.SendAsync(conversation, "three");
        await Expect(tab.Bubbles).ToHaveTextAsync(["one", "two", "three"]);
        tab.IsQuiet(Complaints);
    }

    [Fact]
    public async Task Away_in_the_middle_those_who_were_connected_and_those_who_come_see_the_same()
    {
        await using var broker = await AppProcess.StartNewAsync(OfTheBroker);
        await using var app = await StartAsync(broker);
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        await using var anBrowser = await Chromium.NewUserAsync();
        await using var binhBrowser = await Chromium.NewUserAsync();
        var connected = await Tab.OpenAsync(anBrowser, app.Address, an, $"/c/{conversation}");
        await connected.IsLiveAsync();
        await connected.SendAsync("one");
        await Expect(connected.Page.Locator(".message-status").Last).ToContainTextAsync("Sent");

        await broker.KillAsync();
        var newcomer = await Tab.OpenAsync(binhBrowser, app.Address, binh, $"/c/{conversation}");
        await Expect(newcomer.Message("one")).ToBeVisibleAsync();
        await newcomer.SendAsync("two");
        await Expect(connected.Message("two")).ToBeVisibleAsync();
        await connected.SendAsync("three");
        await Expect(newcomer.Message("three")).ToBeVisibleAsync();

        await broker.StartAsync();
        await IsLiveAgainAsync(connected);
        await IsLiveAgainAsync(newcomer);
        await newcomer.SendAsync("four");
        foreach (var tab in new[] { connected, newcomer })
        {
            await Expect(tab.Bubbles).ToHaveTextAsync(["one", "two", "three", "four"]);
            tab.IsQuiet(Complaints);
        }
    }

    [Fact]
    public async Task A_network_that_cuts_web_sockets_leaves_everything_working()
    {
        await using var app = await WebClient.StartAsync();
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        await using var browser = await Chromium.NewUserAsync();
        var isCut = true;
        await browser.RouteWebSocketAsync(new Regex("/app/", RegexOptions.None, TimeSpan.FromSeconds(1)), socket =>
        {
            if (isCut) _ = socket.CloseAsync(new() { Code = 1001 });
            else socket.ConnectToServer();
        });
        var tab = await Tab.OpenAsync(browser, app.Address, an, $"/c/{conversation}");

        await Expect(tab.Banner).ToContainTextAsync(Limited);
        await binh.SendAsync(conversation, "one");
        await tab.SendAsync("two");
        await Expect(tab.Message("one")).ToBeVisibleAsync();
        await Eventually.HoldsAsync("the message is stored", async () => (await binh.ListMessagesAsync(conversation)).Items.Length == 2);

        isCut = false;
        await IsLiveAgainAsync(tab);
        await binh.SendAsync(conversation, "three");
        await Expect(tab.Message("three")).ToBeVisibleAsync();
        await Expect(tab.Bubbles).ToHaveCountAsync(3);
        tab.IsQuiet(Complaints);
    }

    [Fact]
    public async Task Channels_that_cannot_be_authorised_for_a_while_are_polled_for()
    {
        await using var app = await WebClient.StartAsync();
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        await using var browser = await Chromium.NewUserAsync();
        var fails = true;
        await browser.RouteAsync("**/pusher/auth", route => fails ? route.FulfillAsync(new() { Status = 500 }) : route.ContinueAsync());
        var tab = await Tab.OpenAsync(browser, app.Address, an, $"/c/{conversation}");

        await Expect(tab.Banner).ToContainTextAsync(Limited);
        await binh.SendAsync(conversation, "by polling");
        await Expect(tab.Message("by polling")).ToBeVisibleAsync();

        fails = false;
        await IsLiveAgainAsync(tab);
        await binh.SendAsync(conversation, "by push");
        await Expect(tab.Bubbles).ToHaveTextAsync(["by polling", "by push"]);
        tab.IsQuiet([.. Complaints, "Couldn't get auth info"]);
    }

    private static Task<TestApp> StartAsync(AppProcess broker) => WebClient.StartAsync(new(Keys)
    {
        ["Push:Driver"] = "Pusher",
        ["Pusher:Host"] = broker.Address.Host,
        ["Pusher:Port"] = $"{broker.Address.Port}",
        ["Pusher:UseTls"] = "false",
    });

    private static Task IsLiveAgainAsync(Tab tab) =>
        Expect(tab.Page.Locator(".shell")).ToHaveAttributeAsync("data-connection", "live", new() { Timeout = (float)Return.TotalMilliseconds });
}

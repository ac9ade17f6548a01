using Messaging.Integration.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Messaging.Integration.Browser;

/// <summary>What a message offers, by mouse, keyboard and finger.</summary>
[Collection(BrowserTests.Name)]
public sealed class MessageActionsTests
{
    private static readonly string[] OwnActions = ["Reply", "Copy text", "Edit", "Delete"];
    private static readonly string[] FailedActions = ["Try again", "Copy text", "Delete"];

    [Fact]
    public async Task Pointing_at_a_message_shows_its_time_and_moves_nothing()
    {
        await using var app = await WebClient.StartAsync();
        await using var browser = await Chromium.NewUserAsync();
        var tab = await OpenAsync(app, browser);
        var grouped = tab.Page.Locator("article").Filter(new() { HasText = "second" });
        var time = grouped.Locator(".beside-time");
        var before = await PlacesAsync(tab);
        await Expect(time).ToHaveCSSAsync("opacity", "1");
        await Expect(grouped.Locator(".beside")).ToHaveCSSAsync("opacity", "0");

        await tab.Message("second").HoverAsync();
        await Expect(grouped.Locator(".beside")).ToHaveCSSAsync("opacity", "1");
        Assert.Equal(before, await PlacesAsync(tab));

        // The keyboard sees the same.
        await tab.Page.Mouse.MoveAsync(1, 1);
        await tab.Message("second").ClickAsync();
        await tab.Page.Mouse.MoveAsync(1, 1);
        await Expect(grouped.Locator(".beside")).ToHaveCSSAsync("opacity", "1");
        await Expect(time).ToContainTextAsync(":");
        Assert.Equal(before, await PlacesAsync(tab));
        tab.IsQuiet();
    }

    [Fact]
    public async Task Right_click_and_keys_open_the_menu_of_a_message()
    {
        await using var app = await WebClient.StartAsync();
        await using var browser = await Chromium.NewUserAsync();
        var tab = await OpenAsync(app, browser);
        var menu = tab.Page.GetByRole(AriaRole.Menu);
        var keys = tab.Page.Keyboard;

        await tab.Message("second").ClickAsync(new() { Button = MouseButton.Right });
        await Expect(menu.GetByRole(AriaRole.Menuitem)).ToHaveTextAsync(OwnActions);
        await Expect(menu.GetByRole(AriaRole.Menuitem).First).ToBeFocusedAsync();
        await new Screens("message").LookAsync(tab, "menu");
        await keys.PressAsync("Escape");
        await Expect(menu).ToHaveCountAsync(0);
        await Expect(tab.Page.Locator("article:focus")).ToContainTextAsync("second");

        foreach (var key in new[] { "Shift+F10", "ContextMenu" })
        {
            await keys.PressAsync(key);
            await Expect(menu.GetByRole(AriaRole.Menuitem).First).ToBeFocusedAsync();
            await keys.PressAsync("Escape");
            await Expect(menu).ToHaveCountAsync(0);
        }

        await keys.PressAsync("Shift+F10");
        await keys.PressAsync("ArrowDown");
        await keys.PressAsync("ArrowDown");
        await keys.PressAsync("Enter");
        await Expect(tab.Composer).ToHaveValueAsync("second");
        await Expect(tab.Composer).ToBeFocusedAsync();
        await keys.PressAsync("Escape");

        // A click elsewhere closes it and keeps what it hit.
        await tab.Message("first").ClickAsync(new() { Button = MouseButton.Right });
        await Expect(menu).ToHaveCountAsync(1);
        await tab.Composer.ClickAsync();
        await Expect(menu).ToHaveCountAsync(0);
        await Expect(tab.Composer).ToBeFocusedAsync();
        tab.IsQuiet();
    }

    [Fact]
    public async Task Long_press_opens_the_menu_and_a_tap_offers_it_beside_the_bubble()
    {
        await using var app = await WebClient.StartAsync();
        await using var browser = await Chromium.NewUserAsync(new() { ViewportSize = new() { Width = 390, Height = 700 }, HasTouch = true, IsMobile = true });
        var tab = await OpenAsync(app, browser);
        var menu = tab.Page.GetByRole(AriaRole.Menu);
        var finger = await browser.NewCDPSessionAsync(tab.Page);
        var box = (await tab.Message("second").BoundingBoxAsync())!;

        await TouchAsync("touchStart", new { x = box.X + 20, y = box.Y + 20 });
        await Expect(menu.GetByRole(AriaRole.Menuitem)).ToHaveTextAsync(OwnActions);
        await TouchAsync("touchEnd");
        await Expect(menu).ToHaveCountAsync(1);
        await menu.GetByRole(AriaRole.Menuitem, new() { Name = "Edit" }).TapAsync();
        await Expect(tab.Composer).ToHaveValueAsync("second");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).TapAsync();

        await tab.Message("first").TapAsync();
        await tab.Page.Locator("article:focus-within").GetByRole(AriaRole.Button, new() { Name = "Message actions" }).TapAsync();
        await menu.GetByRole(AriaRole.Menuitem, new() { Name = "Delete" }).TapAsync();
        await Expect(tab.Page.Locator("dialog[open]")).ToBeVisibleAsync();
        tab.IsQuiet();

        async Task TouchAsync(string type, params object[] points) =>
            await finger.SendAsync("Input.dispatchTouchEvent", new() { ["type"] = type, ["touchPoints"] = points });
    }

    [Fact]
    public async Task Copying_says_that_it_is_done()
    {
        await using var app = await WebClient.StartAsync();
        await using var browser = await Chromium.NewUserAsync(new() { ViewportSize = new() { Width = 1200, Height = 800 }, Permissions = ["clipboard-read", "clipboard-write"] });
        var tab = await OpenAsync(app, browser);

        await tab.Message("second").ClickAsync(new() { Button = MouseButton.Right });
        await tab.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Copy text" }).ClickAsync();

        await Expect(tab.Page.Locator(".foot")).ToContainTextAsync("Copied");
        Assert.Equal("second", await tab.Page.EvaluateAsync<string>("() => navigator.clipboard.readText()"));
        await Expect(tab.Page.Locator(".foot")).Not.ToContainTextAsync("Copied");
        tab.IsQuiet();
    }

    [Fact]
    public async Task Failed_message_says_so_once_and_stays_where_it_was_written()
    {
        await using var app = await WebClient.StartAsync();
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        await an.SendAsync(conversation, "first");
        await using var browser = await Chromium.NewUserAsync();
        var tab = await Tab.OpenAsync(browser, app.Address, an, $"/c/{conversation}");
        await tab.IsLiveAsync();
        await tab.Page.RouteAsync("**/messages", route => route.Request.Method == "POST"
            ? route.FulfillAsync(new() { Status = 422, ContentType = "application/problem+json", Body = """{"status":422,"code":"unheard_of","retryable":false}""" })
            : route.ContinueAsync());
        await tab.SendAsync("refused");
        var failed = tab.Page.Locator("article").Filter(new() { HasText = "refused" });
        await Expect(failed.Locator(".failed-line")).ToBeVisibleAsync();
        // The line below says it, with the reason; the drawing does not say it again.
        await Expect(failed.Locator(".message-status")).ToHaveTextAsync("");

        await binh.SendAsync(conversation, "after it");
        await Expect(tab.Bubbles).ToHaveTextAsync(["first", "refused", "after it"]);
        await tab.Page.ReloadAsync();
        await Expect(tab.Bubbles).ToHaveTextAsync(["first", "refused", "after it"]);

        await tab.Message("refused").ClickAsync(new() { Button = MouseButton.Right });
        await Expect(tab.Page.GetByRole(AriaRole.Menuitem)).ToHaveTextAsync(FailedActions);
        await tab.Page.UnrouteAsync("**/messages");
        await tab.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Try again" }).ClickAsync();
        await Expect(tab.Bubbles).ToHaveTextAsync(["first", "after it", "refused"]);
        await Expect(tab.Page.Locator(".failed-line")).ToHaveCountAsync(0);
        tab.IsQuiet("422");
    }

    private static async Task<Tab> OpenAsync(TestApp app, IBrowserContext browser)
    {
        var (an, _, conversation) = await Person.PairAsync(app.Address);
        foreach (var text in new[] { "first", "second", "third" }) await an.SendAsync(conversation, text);
        var tab = await Tab.OpenAsync(browser, app.Address, an, $"/c/{conversation}");
        await tab.IsLiveAsync();
        await Expect(tab.Message("third")).ToBeVisibleAsync();
        return tab;
    }

    private static Task<string> PlacesAsync(Tab tab) => tab.Page.EvaluateAsync<string>(
        "() => JSON.stringify([...document.querySelectorAll('.bubble')].map(item => { const { x, y, width, height } = item.getBoundingClientRect(); return [x, y, width, height]; }))");
}

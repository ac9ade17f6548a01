using Messaging.Integration.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Messaging.Integration.Browser;

/// <summary>Every main screen in both themes: axe finds nothing, and a picture of it goes to <c>artifacts/screens</c>.</summary>
[Collection(BrowserTests.Name)]
public sealed class ScreensTests
{
    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Desktop(ColorScheme theme)
    {
        await using var app = await WebClient.StartAsync();
        var (an, binh, conversation) = await Screens.TalkAsync(app);
        await using var browser = await Chromium.NewUserAsync(new() { ViewportSize = new() { Width = 1200, Height = 800 }, ColorScheme = theme });
        var screens = new Screens($"desktop-{theme}".ToLowerInvariant());

        var tab = await Tab.OpenAsync(browser, app.Address);
        await screens.LookAsync(tab, "sign-in");
        tab = await Tab.OpenAsync(browser, app.Address, an);
        await tab.IsLiveAsync();
        await screens.LookAsync(tab, "list");
        await tab.Row(binh.UserName).ClickAsync();
        await Expect(tab.Message("See you there!")).ToBeVisibleAsync();
        await screens.LookAsync(tab, "chat");
        await tab.Composer.PressAsync("ArrowUp");
        await screens.LookAsync(tab, "edit");
        await tab.Composer.PressAsync("Escape");
        await tab.Composer.FillAsync(new string('x', 4_005));
        await screens.LookAsync(tab, "too-long");
        await tab.Composer.FillAsync("");
        await LookAtDialogsAsync(tab, screens, binh);
        await LookAtGroupAsync(tab, screens);
        await browser.SetOfflineAsync(true);
        await tab.SendAsync("Written on the train");
        await Expect(tab.Banner).ToContainTextAsync("You are offline");
        await screens.LookAsync(tab, "offline");
        await browser.SetOfflineAsync(false);
        await tab.IsLiveAsync();
        await tab.GoToAsync("/c/00000000-0000-7000-8000-000000000000");
        await Expect(tab.Page.Locator("main h1")).ToContainTextAsync("does not exist");
        await screens.LookAsync(tab, "missing");
        await tab.GoToAsync("/no/such/page");
        await Expect(tab.Page.Locator("main h1")).ToHaveTextAsync("This page does not exist");
        await screens.LookAsync(tab, "not-found");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Back to the conversations" }).ClickAsync();
        await Expect(tab.Page.Locator("main h1")).ToHaveTextAsync("Your messages");
        await tab.GoToAsync("/hangfire-login");
        await tab.Page.GetByLabel("User name").FillAsync("nobody");
        await tab.Page.GetByLabel("Password").FillAsync("wrong horse battery");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Name or password is wrong");
        Assert.Equal("10px", await tab.Page.GetByLabel("Password").EvaluateAsync<string>("input => getComputedStyle(input).borderRadius"));
        await screens.LookAsync(tab, "admin-sign-in");
        tab.IsQuiet("ERR_INTERNET_DISCONNECTED", "404");
        Assert.NotEmpty(conversation);
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Phone_in_Vietnamese(ColorScheme theme)
    {
        await using var app = await WebClient.StartAsync();
        var (an, binh, _) = await Screens.TalkAsync(app);
        await using var browser = await Chromium.NewUserAsync(new()
        {
            ViewportSize = new() { Width = 390, Height = 844 }, IsMobile = true, HasTouch = true, ColorScheme = theme, Locale = "vi-VN",
        });
        var screens = new Screens($"phone-{theme}".ToLowerInvariant());
        var tab = await Tab.OpenAsync(browser, app.Address, an);
        await tab.IsLiveAsync();
        await Expect(tab.Page.Locator("html")).ToHaveAttributeAsync("lang", "vi");
        await screens.LookAsync(tab, "list");
        await tab.Row(binh.UserName).TapAsync();
        await Expect(tab.Message("See you there!")).ToBeVisibleAsync();
        await screens.LookAsync(tab, "chat");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Về danh sách trò chuyện" }).TapAsync();
        await Expect(tab.Row(binh.UserName)).ToBeVisibleAsync();
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Cài đặt" }).TapAsync();
        await screens.LookAsync(tab, "settings");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Riêng tư" }).TapAsync();
        await screens.LookAsync(tab, "settings-privacy");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Về cài đặt" }).TapAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Button, new() { Name = "Riêng tư" })).ToBeFocusedAsync();
        await tab.Page.Keyboard.PressAsync("Escape");
        await tab.Row("Weekend trip").TapAsync();
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Chi tiết", Exact = true }).TapAsync();
        await screens.LookAsync(tab, "group");
        tab.IsQuiet();
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Nothing_there_yet(ColorScheme theme)
    {
        await using var app = await WebClient.StartAsync();
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        await using var browser = await Chromium.NewUserAsync(new() { ViewportSize = new() { Width = 900, Height = 700 }, ColorScheme = theme });
        var screens = new Screens($"tablet-{theme}".ToLowerInvariant());
        var tab = await Tab.OpenAsync(browser, app.Address, an);
        await tab.IsLiveAsync();
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Unread", Exact = true }).ClickAsync();
        await Expect(tab.Page.Locator(".list-note")).ToContainTextAsync("Nothing unread");
        await screens.LookAsync(tab, "nothing-unread");
        await tab.GoToAsync($"/c/{conversation}");
        await Expect(tab.Page.Locator(".chat .empty")).ToContainTextAsync($"Say hello to {binh.UserName}");
        await screens.LookAsync(tab, "say-hello");
        await tab.Page.RouteAsync("**/messages", route => route.Request.Method == "POST"
            ? route.FulfillAsync(new() { Status = 422, ContentType = "application/problem+json", Body = """{"status":422,"code":"refused","detail":"You cannot write to this person.","retryable":false}""" })
            : route.ContinueAsync());
        await tab.SendAsync("one");
        await tab.SendAsync("two");
        await Expect(tab.Page.Locator(".failed-bar")).ToBeVisibleAsync();
        await screens.LookAsync(tab, "not-sent");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Delete all" }).ClickAsync();
        await Expect(tab.Page.Locator(".chat .empty")).ToBeVisibleAsync();
        tab.IsQuiet("422");
    }

    [Fact]
    public async Task The_first_load_is_small_and_under_the_policy()
    {
        await using var app = await WebClient.StartAsync();
        await using var browser = await Chromium.NewUserAsync();
        var page = await browser.NewPageAsync();
        var bytes = 0;
        page.RequestFinished += async (_, request) => Interlocked.Add(ref bytes, (await request.SizesAsync()).ResponseBodySize);
        var answer = await page.GotoAsync(app.Address.ToString());
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        Assert.Contains("script-src 'self'", await answer!.HeaderValueAsync("content-security-policy"), StringComparison.Ordinal);
        // As built, before any compression on the way; compressed it is less than a third.
        Assert.InRange(bytes, 1, 600_000);
    }

    private static async Task LookAtDialogsAsync(Tab tab, Screens screens, Person other)
    {
        foreach (var (key, screen) in new[] { ("Control+k", "switcher"), ("Control+/", "shortcuts") })
        {
            await tab.Page.Keyboard.PressAsync(key);
            await screens.LookAsync(tab, screen);
            await tab.Page.Keyboard.PressAsync("Escape");
        }

        foreach (var (button, screen) in new[] { ("Settings", "settings"), ("Details", "details"), ("New conversation", "new-conversation") })
        {
            await tab.Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
            if (screen == "new-conversation")
            {
                await tab.Page.GetByRole(AriaRole.Searchbox, new() { Name = "Search people" }).FillAsync(other.UserName);
                await Expect(tab.Page.Locator("dialog .person")).ToHaveCountAsync(1);
            }

            await screens.LookAsync(tab, screen);
            if (screen == "settings") await LookAtSettingsAsync(tab, screens);
            if (screen != "new-conversation") await tab.Page.Keyboard.PressAsync("Escape");
        }

        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "New group" }).ClickAsync();
        await screens.LookAsync(tab, "new-group");
        await tab.Page.Keyboard.PressAsync("Escape");
    }

    private static async Task LookAtSettingsAsync(Tab tab, Screens screens)
    {
        foreach (var section in new[] { "Appearance", "Notifications", "Privacy", "Password and sessions" })
        {
            await tab.Page.GetByRole(AriaRole.Tab, new() { Name = section }).ClickAsync();
            await Expect(tab.Page.GetByRole(AriaRole.Tabpanel)).ToHaveAccessibleNameAsync(section);
            await screens.LookAsync(tab, "settings-" + section.ToLowerInvariant().Split(' ')[0]);
        }
    }

    private static async Task LookAtGroupAsync(Tab tab, Screens screens)
    {
        await tab.Row("Weekend trip").ClickAsync();
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Details", Exact = true }).ClickAsync();
        await screens.LookAsync(tab, "group");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Actions for Chi Lê" }).ClickAsync();
        await screens.LookAsync(tab, "member-menu");
        await tab.Page.Keyboard.PressAsync("Escape");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Leave group" }).ClickAsync();
        await screens.LookAsync(tab, "leave-group");
        await tab.Page.Keyboard.PressAsync("Escape");
        await tab.Page.Keyboard.PressAsync("Escape");
        await tab.Page.GoBackAsync();
        await Expect(tab.Message("See you there!")).ToBeVisibleAsync();
    }
}

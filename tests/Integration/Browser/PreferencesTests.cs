using Messaging.Integration.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Messaging.Integration.Browser;

/// <summary>Preferences of the operating system: other colours, no motion, larger text.</summary>
[Collection(BrowserTests.Name)]
public sealed class PreferencesTests
{
    [Fact]
    public async Task With_forced_colours_what_is_chosen_or_mine_can_be_told_apart()
    {
        await using var app = await WebClient.StartAsync();
        var (an, binh, conversation) = await Screens.TalkAsync(app);
        await using var browser = await Chromium.NewUserAsync(new() { ForcedColors = ForcedColors.Active });
        var screens = new Screens("forced-colours");
        var tab = await Tab.OpenAsync(browser, app.Address, an, $"/c/{conversation}");
        await tab.IsLiveAsync();
        await Expect(tab.Message("See you there!")).ToBeVisibleAsync();
        await tab.Page.ScreenshotAsync(new() { Path = screens.PathOf("chat") });
        // Backgrounds are gone: a border must say it.
        Assert.Equal(["2px solid", "1px solid"], await BordersAsync(tab, ".own .bubble", ".other .bubble"));
        Assert.Equal(["1px solid", "1px solid"], await BordersAsync(tab, ".conversation[aria-current]", ".composer-line"));
        Assert.Equal(["2px solid", "1px solid"], await BordersAsync(tab, ".filters [aria-pressed=true]", ".filters [aria-pressed=false]"));
        await tab.OpenSettingsAsync("Appearance");
        await tab.Page.ScreenshotAsync(new() { Path = screens.PathOf("settings") });
        Assert.Equal(["2px solid", "1px solid"], await BordersAsync(tab, ".choice input:checked + span", ".choice input:not(:checked) + span"));
        await tab.Page.Keyboard.PressAsync("Escape");
        await tab.Page.Keyboard.PressAsync("F6");
        Assert.Equal("2px", await tab.Page.EvaluateAsync<string>("() => getComputedStyle(document.activeElement).outlineWidth"));
        Assert.NotNull(binh);
        tab.IsQuiet();
    }

    [Fact]
    public async Task With_reduced_motion_nothing_moves()
    {
        await using var app = await WebClient.StartAsync();
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        await using var browser = await Chromium.NewUserAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        var tab = await Tab.OpenAsync(browser, app.Address, an, $"/c/{conversation}");
        await tab.IsLiveAsync();
        // Again and again, as somebody does who goes on typing: what is pushed before the channel is joined is not seen.
        await Eventually.HoldsAsync("typing is shown", async () =>
        {
            await binh.Api.PostAsync($"/api/v1/conversations/{conversation}/typing", new { state = "started" });
            return await tab.Page.Locator(".dots").IsVisibleAsync();
        });
        await tab.Page.WaitForFunctionAsync("() => document.getAnimations().every(item => item.playState !== 'running')");
        tab.IsQuiet();
    }

    [Fact]
    public async Task At_twice_the_size_nothing_is_cut_off()
    {
        await using var app = await WebClient.StartAsync();
        var (an, _, conversation) = await Screens.TalkAsync(app);
        // The viewport of a browser of 1280 by 800 at 200 %.
        await using var browser = await Chromium.NewUserAsync(new() { ViewportSize = new() { Width = 640, Height = 400 }, DeviceScaleFactor = 2 });
        var tab = await Tab.OpenAsync(browser, app.Address, an, $"/c/{conversation}");
        await Expect(tab.Message("See you there!")).ToBeVisibleAsync();
        await new Screens("zoomed").LookAsync(tab, "chat");
        Assert.False(await tab.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth > innerWidth"));
        await Expect(tab.Composer).ToBeInViewportAsync();
        foreach (var button in new[] { "Details", "Back to the conversations", "Settings", "New conversation" })
        {
            await tab.Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
            await new Screens("zoomed").LookAsync(tab, button.ToLowerInvariant().Replace(' ', '-'));
            Assert.False(await tab.Page.EvaluateAsync<bool>("() => [document.documentElement, ...document.querySelectorAll('dialog')].some(item => item.scrollWidth > item.clientWidth)"));
            await tab.Page.Keyboard.PressAsync("Escape");
        }

        tab.IsQuiet();
    }

    private static async Task<string[]> BordersAsync(Tab tab, params string[] selectors) =>
        await Task.WhenAll(selectors.Select(selector => tab.Page.Locator(selector).First.EvaluateAsync<string>(
            "element => { const style = getComputedStyle(element); return `${style.borderTopWidth} ${style.borderTopStyle}`; }")));
}

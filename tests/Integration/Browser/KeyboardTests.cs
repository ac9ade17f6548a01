using Messaging.Integration.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Messaging.Integration.Browser;

/// <summary>No mouse is touched in these.</summary>
[Collection(BrowserTests.Name)]
public sealed class KeyboardTests
{
    [Fact]
    public async Task A_conversation_is_started_held_and_left()
    {
        await using var app = await WebClient.StartAsync();
        var (an, binh, _) = await Person.PairAsync(app.Address);
        var chi = await Person.RegisterAsync(app.Address);
        await using var browser = await Chromium.NewUserAsync();
        var tab = await Tab.OpenAsync(browser, app.Address, an);
        await tab.IsLiveAsync();
        var keys = tab.Page.Keyboard;

        await TabToAsync(tab, tab.Page.GetByRole(AriaRole.Button, new() { Name = "New conversation" }));
        await keys.PressAsync("Enter");
        await TabToAsync(tab, tab.Page.GetByRole(AriaRole.Searchbox, new() { Name = "Search people" }));
        await keys.TypeAsync(chi.UserName);
        var found = tab.Page.Locator("dialog .people button.person");
        await Expect(found).ToHaveCountAsync(1);
        await TabToAsync(tab, found);
        await keys.PressAsync("Enter");

        await Expect(tab.Composer).ToBeFocusedAsync();
        await keys.TypeAsync("one");
        await keys.PressAsync("Shift+Enter");
        await keys.TypeAsync("two");
        await keys.PressAsync("Enter");
        await Expect(tab.Bubbles).ToHaveTextAsync(["one\ntwo"]);

        await keys.PressAsync("Control+k");
        await Expect(tab.Page.GetByRole(AriaRole.Combobox)).ToBeFocusedAsync();
        await keys.TypeAsync(binh.UserName);
        await Expect(tab.Page.GetByRole(AriaRole.Option)).ToHaveCountAsync(1);
        await keys.PressAsync("Enter");
        await Expect(tab.Page.Locator("main h1")).ToHaveTextAsync(binh.UserName);
        await keys.PressAsync("Alt+ArrowUp");
        await Expect(tab.Page.Locator("main h1")).ToHaveTextAsync(chi.UserName);
        tab.IsQuiet();
    }

    [Fact]
    public async Task A_message_is_reached_with_arrows_and_deleted()
    {
        await using var app = await WebClient.StartAsync();
        var (an, _, conversation) = await Person.PairAsync(app.Address);
        await an.SendAsync(conversation, "first");
        await an.SendAsync(conversation, "second");
        await using var browser = await Chromium.NewUserAsync();
        var tab = await Tab.OpenAsync(browser, app.Address, an, $"/c/{conversation}");
        await Expect(tab.Composer).ToBeFocusedAsync();
        await Expect(tab.Message("second")).ToBeVisibleAsync();
        var keys = tab.Page.Keyboard;

        await keys.PressAsync("Shift+Tab");
        await Expect(tab.Page.GetByRole(AriaRole.Log)).ToBeFocusedAsync();
        await keys.PressAsync("ArrowUp");
        await Expect(tab.Page.Locator("article:focus")).ToContainTextAsync("second");
        await keys.PressAsync("ArrowUp");
        await Expect(tab.Page.Locator("article:focus")).ToContainTextAsync("first");
        await keys.PressAsync("Enter");
        await TabToAsync(tab, tab.Page.Locator("article:focus-within").GetByRole(AriaRole.Button, new() { Name = "Delete" }));
        await keys.PressAsync("Enter");
        await TabToAsync(tab, tab.Page.Locator("dialog").GetByRole(AriaRole.Button, new() { Name = "Delete" }));
        await keys.PressAsync("Enter");
        await Expect(tab.Bubbles).ToHaveTextAsync(["Message deleted", "second"]);
        tab.IsQuiet();
    }

    [Fact]
    public async Task Enter_that_ends_a_composition_does_not_send()
    {
        await using var app = await WebClient.StartAsync();
        var (an, _, conversation) = await Person.PairAsync(app.Address);
        await using var browser = await Chromium.NewUserAsync();
        var tab = await Tab.OpenAsync(browser, app.Address, an, $"/c/{conversation}");
        await tab.Composer.FillAsync("Việt");

        await tab.Composer.DispatchEventAsync("keydown", new { key = "Enter", bubbles = true, isComposing = true });
        await Expect(tab.Composer).ToHaveValueAsync("Việt");
        await tab.Composer.PressAsync("Enter");

        await Expect(tab.Bubbles).ToHaveTextAsync(["Việt"]);
    }

    private static async Task TabToAsync(Tab tab, ILocator target)
    {
        await target.WaitForAsync();
        for (var step = 0; step < 40; step++)
        {
            if (await target.EvaluateAsync<bool>("element => element === document.activeElement")) return;
            await tab.Page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"Tab does not reach {target}");
    }
}

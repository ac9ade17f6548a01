using Messaging.Integration.Reactions;
using Messaging.Integration.Support;
using Messaging.Integration.Sync;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Messaging.Integration.Browser;

/// <summary>Reacting to a message: by mouse, keyboard and finger, and what is shown when the server refuses.</summary>
[Collection(BrowserTests.Name)]
public sealed class ReactionsTests
{
    [Fact]
    public async Task Reaction_is_live_and_taken_back_with_a_click()
    {
        await using var app = await WebClient.StartAsync();
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        await an.SendManyAsync(conversation, 30);
        var message = await an.SendAsync(conversation, "We won!");
        (await binh.MarkReadAsync(conversation, 31)).Is(200);
        await using var anBrowser = await Chromium.NewUserAsync();
        await using var binhBrowser = await Chromium.NewUserAsync();
        var anTab = await Tab.OpenAsync(anBrowser, app.Address, an, $"/c/{conversation}");
        var binhTab = await Tab.OpenAsync(binhBrowser, app.Address, binh, $"/c/{conversation}");
        await anTab.IsLiveAsync();
        await binhTab.IsLiveAsync();

        await binhTab.Message("We won!").HoverAsync();
        await binhTab.Page.Locator("article").Last.GetByRole(AriaRole.Button, new() { Name = "React", Exact = true }).ClickAsync();
        await Expect(Quick(binhTab, "👍")).ToBeFocusedAsync();
        await new Screens("reactions").LookAsync(binhTab, "menu");
        await Quick(binhTab, "🎉").ClickAsync();

        await Expect(Chip(binhTab, "🎉")).ToHaveTextAsync("🎉 1");
        await Expect(Chip(binhTab, "🎉")).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(Chip(anTab, "🎉")).ToHaveAttributeAsync("aria-pressed", "false");
        await Expect(Chip(anTab, "🎉")).ToHaveAttributeAsync("title", binh.UserName);
        // The end of the history stays in sight.
        await Expect(Chip(anTab, "🎉")).ToBeInViewportAsync(new() { Ratio = 1 });
        await Chip(anTab, "🎉").ClickAsync();
        await Expect(Chip(binhTab, "🎉")).ToHaveTextAsync("🎉 2");
        await Expect(Chip(binhTab, "🎉")).ToHaveAttributeAsync("title", $"You, {an.UserName}");
        await Expect(anTab.Page.Locator("article[aria-label$='Reactions: 🎉 2']")).ToHaveCountAsync(1);
        await new Screens("reactions").LookAsync(anTab, "chat");

        await anTab.Message("We won!").ClickAsync(new() { Button = MouseButton.Right });
        await anTab.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Reactions" }).ClickAsync();
        await Expect(anTab.Page.Locator(".reacted li")).ToHaveCountAsync(2);
        await new Screens("reactions").LookAsync(anTab, "everyone");
        await anTab.Page.Keyboard.PressAsync("Escape");

        await Chip(binhTab, "🎉").ClickAsync();
        await Expect(Chip(anTab, "🎉")).ToHaveTextAsync("🎉 1");
        await Expect(Chip(binhTab, "🎉")).ToHaveAttributeAsync("aria-pressed", "false");
        (await an.TakeBackAsync(message, "🎉")).Is(200);
        foreach (var tab in new[] { anTab, binhTab }) await Expect(tab.Page.Locator(".reaction")).ToHaveCountAsync(0);
        anTab.IsQuiet();
        binhTab.IsQuiet();
    }

    [Fact]
    public async Task Keyboard_reacts_and_a_refusal_is_taken_from_the_screen()
    {
        await using var app = await WebClient.StartAsync();
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        await an.SendAsync(conversation, "We won!");
        await using var browser = await Chromium.NewUserAsync();
        var tab = await Tab.OpenAsync(browser, app.Address, binh, $"/c/{conversation}");
        await tab.IsLiveAsync();
        var keys = tab.Page.Keyboard;

        await tab.Page.Locator("article").Last.FocusAsync();
        await keys.PressAsync("Shift+F10");
        await Expect(tab.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Reply" })).ToBeFocusedAsync();
        await keys.PressAsync("ArrowUp");
        await Expect(Quick(tab, "😢")).ToBeFocusedAsync();
        await keys.PressAsync("ArrowLeft");
        await keys.PressAsync("Enter");
        await Expect(Chip(tab, "😮")).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(tab.Page.Locator("article:focus")).ToContainTextAsync("We won!");

        // Shown at once, before the answer, and no longer after a refusal.
        var isAsked = new TaskCompletionSource();
        var answer = new TaskCompletionSource();
        await tab.Page.RouteAsync("**/reactions/*", async route =>
        {
            isAsked.TrySetResult();
            await answer.Task;
            await route.FulfillAsync(new() { Status = 422, ContentType = "application/problem+json", Body = """{"status":422,"code":"too_many_reactions"}""" });
        });
        await keys.PressAsync("Shift+F10");
        await keys.PressAsync("Home");
        await keys.PressAsync("Enter");
        await isAsked.Task.WaitAsync(TestContext.Current.CancellationToken);
        await Expect(Chip(tab, "👍")).ToHaveTextAsync("👍 1");
        answer.SetResult();
        await Expect(Chip(tab, "👍")).ToHaveCountAsync(0);
        await Expect(tab.Page.Locator(".failed-bar")).ToContainTextAsync("at most 20 kinds of reaction");
        tab.IsQuiet("422");
    }

    [Fact]
    public async Task Finger_reacts_in_the_menu_and_a_reload_keeps_it()
    {
        await using var app = await WebClient.StartAsync();
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        await an.SendAsync(conversation, "We won!");
        await using var browser = await Chromium.NewUserAsync(new() { ViewportSize = new() { Width = 360, Height = 740 }, HasTouch = true, IsMobile = true });
        var tab = await Tab.OpenAsync(browser, app.Address, binh, $"/c/{conversation}");
        await tab.IsLiveAsync();

        await tab.Message("We won!").TapAsync();
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Message actions" }).TapAsync();
        await new Screens("reactions").LookAsync(tab, "phone-menu");
        await Quick(tab, "❤️").TapAsync();
        await Expect(Chip(tab, "❤️")).ToHaveAttributeAsync("aria-pressed", "true");
        await new Screens("reactions").LookAsync(tab, "phone");

        await tab.Page.ReloadAsync();
        await Expect(Chip(tab, "❤️")).ToHaveAttributeAsync("aria-pressed", "true");
        (await binh.Api.PutAsync($"/api/v1/me/blocks/{an.Id}")).Is(204);
        await Expect(Chip(tab, "❤️")).ToBeDisabledAsync();
        tab.IsQuiet();
    }

    private static ILocator Quick(Tab tab, string emoji) => tab.Page.GetByRole(AriaRole.Menuitemcheckbox, new() { Name = emoji });

    private static ILocator Chip(Tab tab, string emoji) => tab.Page.Locator(".reaction").Filter(new() { HasText = emoji });
}

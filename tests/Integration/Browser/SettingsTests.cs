using Messaging.Integration.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Messaging.Integration.Browser;

/// <summary>The settings in sections, and one's own name and picture.</summary>
[Collection(BrowserTests.Name)]
public sealed class SettingsTests
{
    [Fact]
    public async Task Arrows_choose_a_section_and_shortcuts_are_named()
    {
        await using var app = await WebClient.StartAsync();
        var an = await Person.RegisterAsync(app.Address);
        await using var browser = await Chromium.NewUserAsync();
        var tab = await Tab.OpenAsync(browser, app.Address, an);
        await tab.IsLiveAsync();

        await Button(tab, "Settings").ClickAsync();
        await Expect(Section(tab, "Account")).ToBeFocusedAsync();
        foreach (var (key, section) in new[] { ("ArrowDown", "Appearance"), ("End", "Password and sessions"), ("ArrowDown", "Account"), ("ArrowUp", "Password and sessions"), ("Home", "Account") })
        {
            await tab.Page.Keyboard.PressAsync(key);
            await Expect(Section(tab, section)).ToBeFocusedAsync();
            await Expect(Section(tab, section)).ToHaveAttributeAsync("aria-selected", "true");
            await Expect(tab.Page.GetByRole(AriaRole.Tabpanel)).ToHaveAccessibleNameAsync(section);
        }

        await Expect(tab.Page.GetByRole(AriaRole.Link, new() { Name = "Administration" })).ToHaveCountAsync(0);
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Keyboard shortcuts Ctrl + /" }).ClickAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Dialog, new() { Name = "Keyboard shortcuts" })).ToBeVisibleAsync();
        tab.IsQuiet();
    }

    [Fact]
    public async Task Picture_is_shown_and_one_that_cannot_be_loaded_gives_way_to_initials()
    {
        await using var app = await WebClient.StartAsync();
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        await binh.SendAsync(conversation, "hello");
        await using var browser = await Chromium.NewUserAsync();
        await browser.RouteAsync("https://pictures.example/**", route => route.Request.Url.EndsWith("/an.svg", StringComparison.Ordinal)
            ? route.FulfillAsync(new() { ContentType = "image/svg+xml", Body = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1v1H0z"/></svg>""" })
            : route.FulfillAsync(new() { Status = 404 }));
        (await binh.Api.PatchAsync("/api/v1/me", new { avatarUrl = "https://pictures.example/gone.png" })).Is(200);
        var tab = await Tab.OpenAsync(browser, app.Address, an);
        await tab.IsLiveAsync();
        await tab.OpenSettingsAsync("Privacy");
        await tab.Page.GetByRole(AriaRole.Switch, new() { Name = "Show pictures of people" }).CheckAsync();
        await Expect(tab.Row(binh.UserName).Locator(".avatar img")).ToHaveCountAsync(0);
        await Expect(tab.Row(binh.UserName).Locator(".avatar .face")).ToBeVisibleAsync();

        await Section(tab, "Account").ClickAsync();
        var picture = tab.Page.GetByLabel("Picture");
        await picture.FillAsync("http://pictures.example/an.svg");
        await Button(tab, "Save").ClickAsync();
        await SignInForm.IsRefusedAsync(tab, "Picture", "starts with https://");
        await new Screens("desktop-light").LookAsync(tab, "picture-refused");
        await picture.FillAsync("https://pictures.example/an.svg");
        await Button(tab, "Save").ClickAsync();
        await Expect(tab.Page.Locator(".sidebar-header .avatar img")).ToHaveAttributeAsync("src", "https://pictures.example/an.svg");
        await Expect(tab.Page.Locator(".profile .avatar img")).ToBeVisibleAsync();
        Assert.Equal("https://pictures.example/an.svg", (await an.Api.GetAsync("/api/v1/me")).Is(200).String("avatarUrl"));

        await picture.FillAsync("");
        await Button(tab, "Save").ClickAsync();
        await Expect(tab.Page.Locator(".sidebar-header .avatar img")).ToHaveCountAsync(0);
        tab.IsQuiet("pictures.example", "404");
    }

    [Fact]
    public async Task Admins_are_led_to_the_dashboard()
    {
        await using var app = await WebClient.StartAsync();
        var admin = await Person.RegisterAsync(app.Address, Apps.AdminName);
        await using var browser = await Chromium.NewUserAsync();
        var tab = await Tab.OpenAsync(browser, app.Address, admin);
        await tab.IsLiveAsync();
        await Button(tab, "Settings").ClickAsync();
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Administration" }).ClickAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = "Admin sign-in" })).ToBeVisibleAsync();
        tab.IsQuiet();
    }

    private static ILocator Section(Tab tab, string name) => tab.Page.GetByRole(AriaRole.Tab, new() { Name = name });

    private static ILocator Button(Tab tab, string name) => tab.Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });
}

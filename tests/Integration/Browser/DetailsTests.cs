using Messaging.Integration.Support;
using Messaging.Integration.Sync;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Messaging.Integration.Browser;

/// <summary>The details of a conversation: a panel where there is room, else a dialog; and the menus in it.</summary>
[Collection(BrowserTests.Name)]
public sealed class DetailsTests
{
    [Fact]
    public async Task Panel_takes_the_focus_and_gives_it_back_and_closes_where_the_room_goes()
    {
        await using var app = await WebClient.StartAsync();
        var (an, _, conversation) = await Person.PairAsync(app.Address);
        await using var browser = await Chromium.NewUserAsync(new() { ViewportSize = new() { Width = 1200, Height = 800 } });
        var tab = await Tab.OpenAsync(browser, app.Address, an, $"/c/{conversation}");
        await tab.IsLiveAsync();
        var panel = tab.Page.GetByRole(AriaRole.Complementary, new() { Name = "Details" });
        var opener = Button(tab, "Details");

        await opener.ClickAsync();
        await Expect(panel.GetByRole(AriaRole.Heading, new() { Name = "Details" })).ToBeFocusedAsync();
        await Expect(opener).ToHaveAttributeAsync("aria-expanded", "true");
        // It is beside the messages, which stay in use.
        await tab.Composer.FillAsync("still here");
        await panel.GetByRole(AriaRole.Button, new() { Name = "Archive" }).FocusAsync();
        await tab.Page.Keyboard.PressAsync("Escape");
        await Expect(panel).ToHaveCountAsync(0);
        await Expect(opener).ToBeFocusedAsync();

        await opener.ClickAsync();
        await tab.Page.SetViewportSizeAsync(900, 800);
        await Expect(panel).ToHaveCountAsync(0);
        await Expect(tab.Page.Locator("dialog")).ToHaveCountAsync(0);
        await opener.ClickAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Dialog, new() { Name = "Details" })).ToBeVisibleAsync();
        await new Screens("tablet-light").LookAsync(tab, "details");
        tab.IsQuiet();
    }

    [Fact]
    public async Task One_menu_mutes_and_works_by_keyboard()
    {
        await using var app = await WebClient.StartAsync();
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        await binh.SendAsync(conversation, "hello");
        var other = await an.OpenAsync(await Person.RegisterAsync(app.Address, displayName: "Chi Lê"));
        await using var browser = await Chromium.NewUserAsync(new() { ViewportSize = new() { Width = 1200, Height = 800 } });
        var tab = await Tab.OpenAsync(browser, app.Address, an, $"/c/{other}");
        await tab.IsLiveAsync();
        var badge = tab.Row(binh.UserName).Locator(".unread-badge");
        var loud = await ColourAsync(badge);
        (await an.Api.PatchAsync($"/api/v1/conversations/{conversation}/me", new { mutedUntil = "9999-12-31T00:00:00.000Z" })).Is(200);
        await Expect(tab.Row(binh.UserName).Locator(".muted-mark")).ToBeVisibleAsync();
        Assert.NotEqual(loud, await ColourAsync(badge));

        await Button(tab, "Details").ClickAsync();
        var row = tab.Page.Locator(".details").GetByRole(AriaRole.Button, new() { Name = "Notifications" });
        await Expect(row).ToHaveTextAsync("NotificationsOn");
        await row.FocusAsync();
        await tab.Page.Keyboard.PressAsync("ArrowDown");
        await Expect(Item(tab, "Mute for an hour")).ToBeFocusedAsync();
        await tab.Page.Keyboard.PressAsync("End");
        await Expect(Item(tab, "Mute until I unmute")).ToBeFocusedAsync();
        await new Screens("desktop-light").LookAsync(tab, "mute-menu");
        await tab.Page.Keyboard.PressAsync("ArrowDown");
        await tab.Page.Keyboard.PressAsync("Escape");
        await Expect(row).ToBeFocusedAsync();
        await Expect(tab.Page.Locator(".details")).ToBeVisibleAsync();

        await row.ClickAsync();
        await Item(tab, "Mute until I unmute").ClickAsync();
        await Expect(row).ToHaveTextAsync("NotificationsMuted");
        await row.ClickAsync();
        await row.ClickAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Menu)).ToHaveCountAsync(0);
        await row.ClickAsync();
        await Item(tab, "Turn notifications on").ClickAsync();
        await Expect(row).ToHaveTextAsync("NotificationsOn");
        tab.IsQuiet();
    }

    [Fact]
    public async Task Members_of_a_larger_group_are_searched_and_written_to()
    {
        await using var app = await WebClient.StartAsync();
        var an = await Person.RegisterAsync(app.Address);
        var others = new List<Person>();
        for (var i = 0; i < 9; i++) others.Add(await Person.RegisterAsync(app.Address, displayName: i == 4 ? "Trần Văn Bình" : $"Person {i}"));
        var group = await an.OpenGroupAsync("Team", [.. others]);
        await using var browser = await Chromium.NewUserAsync(new() { ViewportSize = new() { Width = 1200, Height = 800 } });
        var tab = await Tab.OpenAsync(browser, app.Address, an, $"/c/{group}");
        await tab.IsLiveAsync();

        await Button(tab, "Details").ClickAsync();
        var members = tab.Page.Locator(".details .person");
        await Expect(members).ToHaveCountAsync(10);
        await tab.Page.GetByRole(AriaRole.Searchbox, new() { Name = "Search members" }).FillAsync("binh");
        await Expect(members).ToHaveCountAsync(1);
        await Button(tab, "Actions for Trần Văn Bình").ClickAsync();
        await Item(tab, "Send a message").ClickAsync();

        await Expect(tab.Page.Locator("main h1")).ToHaveTextAsync("Trần Văn Bình");
        tab.IsQuiet();
    }

    private static Task<string> ColourAsync(ILocator element) => element.EvaluateAsync<string>("badge => getComputedStyle(badge).backgroundColor");

    private static ILocator Button(Tab tab, string name) => tab.Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private static ILocator Item(Tab tab, string name) => tab.Page.GetByRole(AriaRole.Menuitem, new() { Name = name, Exact = true });
}

using Messaging.Integration.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Messaging.Integration.Browser;

/// <summary>A list that is longer than what is loaded and what is in the page.</summary>
[Collection(BrowserTests.Name)]
public sealed class ConversationListTests
{
    private const int Rooms = 250;
    private const int MostInPage = 60;
    private const string IsInSight = "row => row.getBoundingClientRect().bottom <= innerHeight";

    private const string FocusedRow = "() => document.activeElement?.closest('.conversations li')?.querySelector('.name').innerText ?? ''";

    [Fact]
    public async Task Scrolling_reaches_the_last_conversation_and_keeps_few_rows_in_the_page()
    {
        await using var app = await WebClient.StartAsync();
        var an = await Person.RegisterAsync(app.Address);
        await ManyConversations.WriteAsync(app, an, Rooms);
        await using var browser = await Chromium.NewUserAsync();
        var tab = await Tab.OpenAsync(browser, app.Address, an);
        await Expect(Room(tab, 1)).ToBeInViewportAsync();

        await tab.Page.Mouse.MoveAsync(150, 500);
        await Eventually.HoldsAsync("the last room is in sight", async () =>
        {
            await tab.Page.Mouse.WheelAsync(0, 2_000);
            return await Room(tab, Rooms).CountAsync() == 1 && await Room(tab, Rooms).EvaluateAsync<bool>(IsInSight);
        });
        Assert.InRange(await Rows(tab).CountAsync(), 5, MostInPage);
        await Expect(Rows(tab).Last).ToHaveAttributeAsync("aria-posinset", $"{Rooms}");
        await Expect(Rows(tab).Last).ToHaveAttributeAsync("aria-setsize", $"{Rooms}");
        tab.IsQuiet();
    }

    [Fact]
    public async Task Keys_reach_rows_that_are_not_loaded()
    {
        await using var app = await WebClient.StartAsync();
        var an = await Person.RegisterAsync(app.Address);
        await ManyConversations.WriteAsync(app, an, Rooms);
        await using var browser = await Chromium.NewUserAsync();
        var tab = await Tab.OpenAsync(browser, app.Address, an);
        await Room(tab, 1).FocusAsync();
        var keys = tab.Page.Keyboard;

        await PressAsync("ArrowDown", 2);
        await PressAsync("End", Rooms);
        await Expect(Room(tab, Rooms)).ToBeInViewportAsync();
        await PressAsync("ArrowDown", Rooms);
        await PressAsync("ArrowUp", Rooms - 1);
        await PressAsync("Home", 1);
        await Expect(Room(tab, 1)).ToBeInViewportAsync();
        await keys.PressAsync("PageDown");
        await Eventually.HoldsAsync("a page further", async () => await FocusedAsync() is not ("Room 1" or "Room 2" or ""));
        await keys.PressAsync("PageUp");
        await FocusIsOnAsync(1);
        await keys.PressAsync("Enter");
        await Expect(tab.Page.Locator("main h1")).ToHaveTextAsync("Room 1");
        tab.IsQuiet();

        async Task PressAsync(string key, int room)
        {
            await keys.PressAsync(key);
            await FocusIsOnAsync(room);
        }

        Task FocusIsOnAsync(int room) => Eventually.HoldsAsync($"the focus is on room {room}", async () => await FocusedAsync() == $"Room {room}");

        Task<string> FocusedAsync() => tab.Page.EvaluateAsync<string>(FocusedRow);
    }

    [Fact]
    public async Task Rows_that_move_take_neither_the_focus_nor_the_place()
    {
        await using var app = await WebClient.StartAsync();
        var an = await Person.RegisterAsync(app.Address);
        var binh = await Person.RegisterAsync(app.Address);
        await ManyConversations.WriteAsync(app, an, Rooms);
        var group = (await binh.Api.PostAsync("/api/v1/conversations", new { kind = "group", title = "Team", memberIds = new[] { an.Id } })).Is(201).String("id");
        var other = (await binh.Api.PostAsync("/api/v1/conversations", new { kind = "group", title = "Club", memberIds = new[] { an.Id } })).Is(201).String("id");
        await using var browser = await Chromium.NewUserAsync();
        var tab = await Tab.OpenAsync(browser, app.Address, an);
        await tab.IsLiveAsync();

        // The row with the focus gives way to another one, and moves itself.
        await tab.Row("Team").FocusAsync();
        await binh.SendAsync(group, "one");
        await Expect(Rows(tab).First).ToContainTextAsync("one");
        Assert.Equal("Team", await tab.Page.EvaluateAsync<string>(FocusedRow));
        await binh.SendAsync(other, "two");
        await Expect(Rows(tab).First).ToContainTextAsync("two");
        Assert.Equal("Team", await tab.Page.EvaluateAsync<string>(FocusedRow));

        // It stays with its row when that one is far out of sight.
        await tab.Page.Mouse.MoveAsync(150, 500);
        await Eventually.HoldsAsync("room 90 is in sight", async () =>
        {
            await tab.Page.Mouse.WheelAsync(0, 500);
            return await Room(tab, 90).IsVisibleAsync();
        });
        Assert.Equal("Team", await tab.Page.EvaluateAsync<string>(FocusedRow));

        // The rows in sight stay there when another one passes them on its way to the top.
        var below = (await an.Api.PostAsync("/api/v1/conversations", new { kind = "group", title = "New", memberIds = new[] { binh.Id } })).Is(201).String("id");
        await tab.Page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
        var before = await Room(tab, 90).BoundingBoxAsync();
        await binh.SendAsync(below, "three");
        await Expect(tab.Page).ToHaveTitleAsync("(3) Messaging");
        await tab.Page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
        var after = await Room(tab, 90).BoundingBoxAsync();
        Assert.Equal(before!.Y, after!.Y, 1.0);

        await tab.Page.Keyboard.PressAsync("ArrowUp");
        await Eventually.HoldsAsync("the arrow goes on from the row", async () => await tab.Page.EvaluateAsync<string>(FocusedRow) == "Club");
        tab.IsQuiet();
    }

    [Fact]
    public async Task Page_that_fails_can_be_asked_for_again()
    {
        await using var app = await WebClient.StartAsync();
        var an = await Person.RegisterAsync(app.Address);
        await ManyConversations.WriteAsync(app, an, Rooms);
        await using var browser = await Chromium.NewUserAsync();
        await browser.RouteAsync("**/api/v1/conversations?*cursor=*", route => route.FulfillAsync(new() { Status = 500, Body = "" }));
        var tab = await Tab.OpenAsync(browser, app.Address, an);
        // A connection that comes back asks again by itself.
        await tab.IsLiveAsync();
        await Room(tab, 1).FocusAsync();
        await tab.Page.Keyboard.PressAsync("End");
        var failure = tab.Page.Locator(".list-scroll").GetByRole(AriaRole.Alert);
        await Expect(failure).ToContainTextAsync("could not be loaded");

        await browser.UnrouteAsync("**/api/v1/conversations?*cursor=*");
        await failure.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        await Expect(failure).ToHaveCountAsync(0);
        await Expect(Room(tab, 30)).ToBeInViewportAsync();
        await Room(tab, 30).FocusAsync();
        await tab.Page.Keyboard.PressAsync("ArrowDown");
        await Expect(Room(tab, 31)).ToBeInViewportAsync();
        tab.IsQuiet("500");
    }

    private static ILocator Rows(Tab tab) => tab.Page.Locator(".conversations li");

    private static ILocator Room(Tab tab, int number) =>
        tab.Page.Locator(".conversations a").Filter(new() { Has = tab.Page.GetByText($"Room {number}", new() { Exact = true }) });
}

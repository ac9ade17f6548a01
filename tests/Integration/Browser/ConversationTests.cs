using System.Collections.Concurrent;
using Messaging.Integration.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Messaging.Integration.Browser;

/// <summary>Two people in two browsers, with nothing but what a person sees and does.</summary>
[Collection(BrowserTests.Name)]
public sealed class ConversationTests
{
    [Fact]
    public async Task Two_people_register_find_each_other_and_talk()
    {
        await using var app = await WebClient.StartAsync();
        await using var anBrowser = await Chromium.NewUserAsync();
        await using var binhBrowser = await Chromium.NewUserAsync();
        var an = await Tab.OpenAsync(anBrowser, app.Address);
        var binh = await Tab.OpenAsync(binhBrowser, app.Address);
        await RegisterAsync(an, "an", "An Nguyễn");
        await RegisterAsync(binh, "binh", "Bình Trần");

        await an.Page.GetByRole(AriaRole.Button, new() { Name = "New conversation" }).ClickAsync();
        await an.Page.GetByRole(AriaRole.Searchbox, new() { Name = "Search people" }).FillAsync("binh");
        await an.Page.Locator("dialog").GetByRole(AriaRole.Button, new() { Name = "Bình Trần" }).ClickAsync();
        await an.SendAsync("Chào Bình 👋");

        await Expect(binh.Row("An Nguyễn")).ToContainTextAsync("Chào Bình 👋");
        await Expect(binh.Row("An Nguyễn").Locator(".unread-badge")).ToHaveTextAsync("1");
        await Expect(binh.Page).ToHaveTitleAsync("(1) Messaging");

        await binh.Row("An Nguyễn").ClickAsync();
        await Expect(binh.Message("Chào Bình 👋")).ToBeVisibleAsync();
        await Expect(binh.Page).ToHaveTitleAsync("An Nguyễn – Messaging");
        await Expect(an.Page.Locator(".message-status.read")).ToBeVisibleAsync();

        await binh.Composer.PressSequentiallyAsync("Hi");
        await Expect(an.Page.Locator(".typing")).ToContainTextAsync("Bình Trần is typing");
        await binh.SendAsync("Hi An");
        await Expect(an.Message("Hi An")).ToBeVisibleAsync();
        await Expect(an.Page.Locator(".typing")).ToBeEmptyAsync();

        an.IsQuiet();
        binh.IsQuiet();
    }

    [Fact]
    public async Task Edits_and_deletions_appear_on_the_other_side()
    {
        await using var app = await WebClient.StartAsync();
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        await using var anBrowser = await Chromium.NewUserAsync();
        await using var binhBrowser = await Chromium.NewUserAsync();
        var anTab = await Tab.OpenAsync(anBrowser, app.Address, an, $"/c/{conversation}");
        var binhTab = await Tab.OpenAsync(binhBrowser, app.Address, binh, $"/c/{conversation}");
        var marks = new ConcurrentQueue<string>();
        anTab.Page.Request += (_, request) =>
        {
            if (request.Method == "PUT" && request.Url.EndsWith("/read", StringComparison.Ordinal)) marks.Enqueue(request.Url);
        };
        await anTab.SendAsync("first");
        await anTab.SendAsync("secnd");
        await Expect(binhTab.Message("secnd")).ToBeVisibleAsync();

        await anTab.Composer.PressAsync("ArrowUp");
        await Expect(anTab.Composer).ToHaveValueAsync("secnd");
        await anTab.SendAsync("second");
        await Expect(binhTab.Message("second")).ToBeVisibleAsync();
        await Expect(binhTab.Page.Locator(".meta").Last).ToContainTextAsync("edited");

        // Rows are drawn anew when the answer to the edit comes: a click on an old one would be lost.
        await Expect(anTab.Page.Locator(".meta").Last).ToContainTextAsync("edited");
        var confirm = anTab.Page.Locator("dialog").GetByRole(AriaRole.Button, new() { Name = "Delete" });
        var isOpen = false;
        for (var tries = 0; tries < 5 && !isOpen; tries++)
        {
            await anTab.Message("first").HoverAsync();
            await anTab.Page.Locator("article").Filter(new() { HasText = "first" }).GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
            isOpen = await OpensAsync(confirm);
        }

        await confirm.ClickAsync();
        await Expect(binhTab.Message("Message deleted")).ToBeVisibleAsync();
        await Expect(binhTab.Message("first")).ToHaveCountAsync(0);

        // Nothing was there to read but what was written here.
        Assert.Empty(marks);
        anTab.IsQuiet();
        binhTab.IsQuiet();
    }

    [Fact]
    public async Task A_message_that_is_too_long_for_an_event_arrives_whole()
    {
        await using var app = await WebClient.StartAsync();
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        await using var browser = await Chromium.NewUserAsync();
        var tab = await Tab.OpenAsync(browser, app.Address, binh, $"/c/{conversation}");
        await tab.IsLiveAsync();
        var body = string.Concat(Enumerable.Repeat("Tiếng Việt 👍 ", 300)).Trim();

        await an.SendAsync(conversation, body);

        await Expect(tab.Bubbles).ToHaveTextAsync([body]);
        tab.IsQuiet();
    }

    private static async Task<bool> OpensAsync(ILocator locator)
    {
        try
        {
            await locator.WaitForAsync(new() { Timeout = 5_000 });
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static async Task RegisterAsync(Tab tab, string userName, string displayName)
    {
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "New here?" }).ClickAsync();
        await tab.Page.GetByLabel("User name").FillAsync(userName);
        await tab.Page.GetByLabel("Display name").FillAsync(displayName);
        await tab.Page.GetByLabel("Password").FillAsync(Person.Password);
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Create account" }).ClickAsync();
        await tab.IsLiveAsync();
    }
}

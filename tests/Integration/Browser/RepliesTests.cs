using System.Text.RegularExpressions;
using Messaging.Integration.Support;
using Messaging.Integration.Sync;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Messaging.Integration.Browser;

/// <summary>Answering a message: by mouse, keyboard and finger, with and without a connection.</summary>
[Collection(BrowserTests.Name)]
public sealed partial class RepliesTests
{
    [Fact]
    public async Task Quote_is_live_and_stays_true()
    {
        await using var app = await WebClient.StartAsync();
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        var question = await an.SendAsync(conversation, "Lunch?");
        await using var anBrowser = await Chromium.NewUserAsync();
        await using var binhBrowser = await Chromium.NewUserAsync();
        var anTab = await Tab.OpenAsync(anBrowser, app.Address, an, $"/c/{conversation}");
        var binhTab = await Tab.OpenAsync(binhBrowser, app.Address, binh, $"/c/{conversation}");
        await anTab.IsLiveAsync();
        await binhTab.IsLiveAsync();

        await binhTab.Message("Lunch?").HoverAsync();
        await binhTab.Page.GetByRole(AriaRole.Button, new() { Name = "Reply", Exact = true }).ClickAsync();
        await Expect(binhTab.Composer).ToBeFocusedAsync();
        await Expect(Bar(binhTab)).ToContainTextAsync("Lunch?");
        await new Screens("reply").LookAsync(binhTab, "composer");
        await binhTab.SendAsync("Yes");
        await Expect(Bar(binhTab)).ToHaveCountAsync(0);

        foreach (var tab in new[] { anTab, binhTab }) await Expect(Quote(tab, "Yes")).ToContainTextAsync("Lunch?");
        await Expect(anTab.Page.Locator("article").Last).ToHaveAttributeAsync("aria-label", InReply());
        await new Screens("reply").LookAsync(binhTab, "chat");

        (await an.EditAsync(question, "Dinner?")).Is(200);
        foreach (var tab in new[] { anTab, binhTab }) await Expect(Quote(tab, "Yes")).ToContainTextAsync("Dinner?");
        (await an.DeleteAsync(question)).Is(200);
        foreach (var tab in new[] { anTab, binhTab }) await Expect(Quote(tab, "Yes")).ToContainTextAsync("Message deleted");
        await new Screens("reply").LookAsync(binhTab, "deleted");
        anTab.IsQuiet();
        binhTab.IsQuiet();
    }

    [Fact]
    public async Task Click_on_a_quote_shows_the_message_that_is_not_loaded()
    {
        await using var app = await WebClient.StartAsync();
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        var question = await an.SendAsync(conversation, "The first of all");
        await an.SendManyAsync(conversation, 150);
        await binh.ReplyAsync(question, "At last");
        (await an.MarkReadAsync(conversation, 152)).Is(200);
        await using var browser = await Chromium.NewUserAsync();
        var tab = await Tab.OpenAsync(browser, app.Address, an, $"/c/{conversation}");
        await tab.IsLiveAsync();
        var original = tab.Page.Locator("article[aria-label$=', The first of all']");
        await Expect(Quote(tab, "At last")).ToBeInViewportAsync();
        await Expect(original).ToHaveCountAsync(0);

        await tab.Page.Locator(".bubble .quote").ClickAsync();

        await Expect(tab.Page.Locator("article.marked")).ToContainTextAsync("The first of all");
        await Expect(tab.Page.Locator("article:focus")).ToContainTextAsync("The first of all");
        await Expect(original).ToBeInViewportAsync();
        await Expect(tab.Page.Locator("article.marked")).ToHaveCountAsync(0);
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Jump to the latest message" }).ClickAsync();
        await Expect(Quote(tab, "At last")).ToBeInViewportAsync();

        // By keyboard: Enter goes to the quote, and Enter again to the message.
        await Expect(tab.Page.Locator("article").Filter(new() { HasText = "At last" })).ToBeVisibleAsync();
        await tab.Page.Locator("article").Filter(new() { HasText = "At last" }).FocusAsync();
        await Quote(tab, "At last").FocusAsync();
        await tab.Page.Keyboard.PressAsync("Enter");
        await Expect(tab.Page.Locator("article:focus")).ToContainTextAsync("The first of all");
        tab.IsQuiet();
    }

    [Fact]
    public async Task Key_R_answers_and_the_reply_waits_for_the_network()
    {
        await using var app = await WebClient.StartAsync();
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        await an.SendAsync(conversation, "Lunch?");
        await using var browser = await Chromium.NewUserAsync();
        var tab = await Tab.OpenAsync(browser, app.Address, binh, $"/c/{conversation}");
        await tab.IsLiveAsync();

        await tab.Page.Locator("article").FocusAsync();
        await tab.Page.Keyboard.PressAsync("r");
        await Expect(Bar(tab)).ToContainTextAsync("Lunch?");
        await Expect(tab.Composer).ToBeFocusedAsync();
        await Expect(tab.Composer).ToHaveValueAsync("");
        await tab.Page.Keyboard.PressAsync("Escape");
        await Expect(Bar(tab)).ToHaveCountAsync(0);

        await tab.Page.Locator("article").FocusAsync();
        await tab.Page.Keyboard.PressAsync("R");
        await tab.Composer.FillAsync("Yes");
        await tab.Page.ReloadAsync();
        await Expect(Bar(tab)).ToContainTextAsync("Lunch?");
        await Expect(tab.Composer).ToHaveValueAsync("Yes");
        await tab.IsLiveAsync();

        await browser.SetOfflineAsync(true);
        await tab.Composer.PressAsync("Enter");
        await Expect(Quote(tab, "Yes")).ToContainTextAsync("Lunch?");
        Assert.Single((await an.ListMessagesAsync(conversation)).Is(200).Items);
        await browser.SetOfflineAsync(false);
        await tab.IsLiveAsync();
        await Eventually.HoldsAsync("the reply is stored", async () =>
            (await an.ListMessagesAsync(conversation)).Is(200).Items is [_, var reply] && reply.GetProperty("quote").String("excerpt") == "Lunch?");
        await Expect(Quote(tab, "Yes")).ToContainTextAsync("Lunch?");
    }

    [Fact]
    public async Task Swipe_answers_and_scrolling_does_not()
    {
        await using var app = await WebClient.StartAsync();
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        await an.SendAsync(conversation, "Lunch?");
        await using var browser = await Chromium.NewUserAsync(new() { ViewportSize = new() { Width = 320, Height = 640 }, HasTouch = true, IsMobile = true });
        var tab = await Tab.OpenAsync(browser, app.Address, binh, $"/c/{conversation}");
        await tab.IsLiveAsync();
        var finger = await browser.NewCDPSessionAsync(tab.Page);

        await SwipeAsync(byX: 0, byY: 80);
        await SwipeAsync(byX: 30, byY: 0);
        await Expect(Bar(tab)).ToHaveCountAsync(0);
        await SwipeAsync(byX: 90, byY: 4);
        await Expect(Bar(tab)).ToContainTextAsync("Lunch?");
        await new Screens("reply").LookAsync(tab, "phone");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).TapAsync();
        await Expect(Bar(tab)).ToHaveCountAsync(0);
        tab.IsQuiet();

        async Task SwipeAsync(int byX, int byY)
        {
            var box = (await tab.Message("Lunch?").BoundingBoxAsync())!;
            var (x, y) = (box.X + 10, box.Y + 10);
            await TouchAsync("touchStart", new { x, y });
            for (var part = 1; part <= 4; part++) await TouchAsync("touchMove", new { x = x + byX * part / 4, y = y + byY * part / 4 });
            await TouchAsync("touchEnd");
        }

        async Task TouchAsync(string type, params object[] points) =>
            await finger.SendAsync("Input.dispatchTouchEvent", new() { ["type"] = type, ["touchPoints"] = points });
    }

    private static ILocator Bar(Tab tab) => tab.Page.GetByRole(AriaRole.Group, new() { NameRegex = Replying() });

    private static ILocator Quote(Tab tab, string reply) => tab.Page.Locator("article").Filter(new() { HasText = reply }).Locator(".quote");

    [GeneratedRegex(@"In reply to You: Lunch\?, Yes", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex InReply();

    [GeneratedRegex("^Replying to ", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Replying();
}

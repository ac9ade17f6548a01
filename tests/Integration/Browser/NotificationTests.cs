using Messaging.Integration.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Messaging.Integration.Browser;

/// <summary>The permission, and when a notification is shown: to somebody who is elsewhere, once, and never otherwise.</summary>
[Collection(BrowserTests.Name)]
public sealed class NotificationTests
{
    [Fact]
    public async Task The_permission_is_asked_for_only_when_a_button_was_pressed()
    {
        await using var app = await WebClient.StartAsync();
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        await using var browser = await SpiedAsync("default");
        var tab = await Tab.OpenAsync(browser, app.Address, an);
        await tab.IsLiveAsync();
        var prompt = tab.Page.Locator(".prompt");
        await Expect(prompt).ToHaveCountAsync(0);

        await binh.SendAsync(conversation, "hello");
        await Expect(prompt).ToBeVisibleAsync();
        Assert.Equal(0, await tab.Page.EvaluateAsync<int>("() => spy.asked"));
        await prompt.GetByRole(AriaRole.Button, new() { Name = "Allow notifications" }).ClickAsync();

        await Expect(prompt).ToHaveCountAsync(0);
        Assert.Equal(1, await tab.Page.EvaluateAsync<int>("() => spy.asked"));
        await tab.OpenSettingsAsync("Notifications");
        await Expect(tab.Page.Locator("dialog")).ToContainTextAsync("Notifications are allowed");
        tab.IsQuiet();
    }

    [Fact]
    public async Task Somebody_who_looks_away_is_told_and_a_click_leads_to_the_conversation()
    {
        await using var app = await WebClient.StartAsync();
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        await using var browser = await SpiedAsync("granted");
        var tab = await Tab.OpenAsync(browser, app.Address, an, $"/c/{conversation}");
        await tab.IsLiveAsync();

        await binh.SendAsync(conversation, "you see this");
        await Expect(tab.Message("you see this")).ToBeVisibleAsync();
        Assert.Empty(await ShownAsync(tab));

        await LookAsync(tab, away: true);
        await binh.SendAsync(conversation, "you do not see this");
        await ExpectShownAsync(tab, $"{binh.UserName}: you do not see this");

        await LookAsync(tab, away: false);
        var chi = await Person.RegisterAsync(app.Address);
        var other = await chi.OpenAsync(an);
        await chi.SendAsync(other, "from elsewhere");
        await ExpectShownAsync(tab, $"{chi.UserName}: from elsewhere");
        await tab.Page.EvaluateAsync("() => spy.all.at(-1).onclick()");
        await Expect(tab.Page).ToHaveURLAsync(new Uri(app.Address, $"/c/{other}").ToString());
        Assert.True(await tab.Page.EvaluateAsync<bool>("() => spy.all.at(-1).closed"));
        tab.IsQuiet();
    }

    [Fact]
    public async Task Of_two_tabs_one_notifies_and_a_muted_conversation_none()
    {
        await using var app = await WebClient.StartAsync();
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        await using var browser = await SpiedAsync("granted");
        var first = await Tab.OpenAsync(browser, app.Address, an);
        await first.IsLiveAsync();
        var second = await Tab.OpenAsync(browser, app.Address);
        await second.IsLiveAsync();

        await binh.SendAsync(conversation, "once");
        await Expect(first.Row(binh.UserName)).ToContainTextAsync("once");
        await Expect(second.Row(binh.UserName)).ToContainTextAsync("once");
        await ExpectShownAsync(first, $"{binh.UserName}: once");
        Assert.Empty(await ShownAsync(second));

        await an.Api.PatchAsync($"/api/v1/conversations/{conversation}/me", new { mutedUntil = "2100-01-01T00:00:00Z" });
        await Expect(first.Row(binh.UserName).Locator(".muted-mark")).ToBeVisibleAsync();
        await binh.SendAsync(conversation, "silent");
        await Expect(first.Row(binh.UserName)).ToContainTextAsync("silent");
        Assert.Single(await ShownAsync(first));
        first.IsQuiet();
        second.IsQuiet();
    }

    [Fact]
    public async Task Notifications_follow_a_change_of_language_at_once()
    {
        await using var app = await WebClient.StartAsync();
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        await using var browser = await SpiedAsync("granted");
        var tab = await Tab.OpenAsync(browser, app.Address, an);
        await tab.IsLiveAsync();
        await binh.SendAsync(conversation, "one");
        await ExpectShownAsync(tab, $"{binh.UserName}: one");
        await binh.SendAsync(conversation, "two");
        await ExpectShownAsync(tab, $"{binh.UserName}: 2 new messages");

        await tab.OpenSettingsAsync("Appearance");
        await tab.Page.GetByRole(AriaRole.Radio, new() { Name = "Tiếng Việt" }).CheckAsync();
        await binh.SendAsync(conversation, "three");

        await ExpectShownAsync(tab, $"{binh.UserName}: 3 tin nhắn mới");
        tab.IsQuiet();
    }

    /// <summary>
    /// A browser whose notifications are recorded instead of shown, and whose pages can be told that nobody looks at
    /// them: without a window there is nothing to look away from.
    /// </summary>
    private static async Task<IBrowserContext> SpiedAsync(string permission)
    {
        var browser = await Chromium.NewUserAsync();
        await browser.AddInitScriptAsync($$"""
            window.spy = { asked: 0, all: [], away: false };
            window.Notification = class {
              static permission = '{{permission}}';
              static async requestPermission() { spy.asked += 1; return (this.permission = 'granted'); }
              constructor(title, options) { Object.assign(this, { title, ...options, closed: false }); spy.all.push(this); }
              close() { this.closed = true; }
            };
            Object.defineProperty(document, 'hidden', { get: () => spy.away });
            document.hasFocus = () => !spy.away;
            """);
        return browser;
    }

    private static async Task LookAsync(Tab tab, bool away) => await tab.Page.EvaluateAsync(
        "away => { spy.away = away; document.dispatchEvent(new Event('visibilitychange')); window.dispatchEvent(new Event(away ? 'blur' : 'focus')); }", away);

    private static Task<string[]> ShownAsync(Tab tab) =>
        tab.Page.EvaluateAsync<string[]>("() => spy.all.map(item => `${item.title}: ${item.body}`)");

    private static Task ExpectShownAsync(Tab tab, string last) =>
        Eventually.HoldsAsync($"a notification says {last}", async () => (await ShownAsync(tab)).LastOrDefault() == last);
}

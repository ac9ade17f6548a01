using Messaging.Integration.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Messaging.Integration.Browser;

/// <summary>One person with several tabs.</summary>
[Collection(BrowserTests.Name)]
public sealed class TabsTests
{
    [Fact]
    public async Task What_one_tab_sends_or_reads_shows_in_the_other()
    {
        await using var app = await WebClient.StartAsync();
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        await using var browser = await Chromium.NewUserAsync();
        var first = await Tab.OpenAsync(browser, app.Address, an);
        var second = await Tab.OpenAsync(browser, app.Address, $"/c/{conversation}");
        await first.IsLiveAsync();
        await second.IsLiveAsync();

        await second.SendAsync("from the second");
        await first.GoToAsync($"/c/{conversation}");
        await Expect(first.Bubbles).ToHaveTextAsync(["from the second"]);
        await first.SendAsync("from the first");
        await Expect(second.Bubbles).ToHaveTextAsync(["from the second", "from the first"]);

        await first.GoToAsync("/");
        await second.GoToAsync("/");
        await binh.SendAsync(conversation, "for both");
        await Expect(first.Row(binh.UserName).Locator(".unread-badge")).ToHaveTextAsync("1");
        await second.Row(binh.UserName).ClickAsync();
        await Expect(first.Row(binh.UserName).Locator(".unread-badge")).ToHaveCountAsync(0);

        first.IsQuiet();
        second.IsQuiet();
    }

    [Fact]
    public async Task Tabs_that_renew_the_token_at_once_all_stay_signed_in()
    {
        await using var app = await WebClient.StartAsync();
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        await using var browser = await Chromium.NewUserAsync();
        await Tab.KeepSessionAsync(browser, an, "expired", an.RefreshToken);

        var tabs = await Task.WhenAll(
            Tab.OpenAsync(browser, app.Address, $"/c/{conversation}"), Tab.OpenAsync(browser, app.Address, $"/c/{conversation}"));

        var (first, second) = (tabs[0], tabs[1]);
        await first.IsLiveAsync();
        await second.IsLiveAsync();
        await binh.SendAsync(conversation, "still here?");
        await Expect(first.Message("still here?")).ToBeVisibleAsync();
        await Expect(second.Message("still here?")).ToBeVisibleAsync();
        first.IsQuiet("401");
        second.IsQuiet("401");
    }
}

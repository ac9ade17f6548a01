using Messaging.Integration.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Messaging.Integration.Browser;

/// <summary>A block as both sides see it, without a reload.</summary>
[Collection(BrowserTests.Name)]
public sealed class BlockTests
{
    [Fact]
    public async Task Every_device_of_the_blocker_offers_to_unblock_and_the_other_sees_them_offline()
    {
        await using var app = await WebClient.StartAsync();
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        await binh.SendAsync(conversation, "Hello");
        var path = $"/c/{conversation}";
        await using var desktop = await Chromium.NewUserAsync();
        await using var laptop = await Chromium.NewUserAsync();
        await using var other = await Chromium.NewUserAsync();
        var first = await Tab.OpenAsync(desktop, app.Address, an, path);
        var second = await Tab.OpenAsync(laptop, app.Address, await Person.LogInAsync(app.Address, an.UserName), path);
        var theirs = await Tab.OpenAsync(other, app.Address, binh, path);
        foreach (var tab in new[] { first, second, theirs }) await tab.IsLiveAsync();
        await Expect(theirs.Page.Locator(".chat-title")).ToContainTextAsync("Online");

        await Button(first, "Details").ClickAsync();
        await Button(first, $"Block {binh.UserName}").ClickAsync();
        await Button(first, "Block").ClickAsync();
        await Expect(Button(first, $"Unblock {binh.UserName}")).ToBeVisibleAsync();
        await first.Page.Keyboard.PressAsync("Escape");

        foreach (var tab in new[] { first, second })
        {
            await Expect(tab.Page.Locator(".block-notice")).ToContainTextAsync($"You block {binh.UserName}.");
            await Expect(tab.Composer).ToHaveCountAsync(0);
        }

        await new Screens("block").LookAsync(first, "notice");
        await Expect(theirs.Page.Locator(".chat-title")).Not.ToContainTextAsync("Online");
        await Expect(theirs.Composer).ToBeVisibleAsync();

        await Button(second, "Unblock").ClickAsync();
        await Expect(second.Composer).ToBeFocusedAsync();
        await Expect(first.Composer).ToBeVisibleAsync();
        await Expect(theirs.Page.Locator(".chat-title")).ToContainTextAsync("Online");
        await second.SendAsync("Hello again");
        await Expect(theirs.Message("Hello again")).ToBeVisibleAsync();
        foreach (var tab in new[] { first, second, theirs }) tab.IsQuiet();
    }

    private static ILocator Button(Tab tab, string name) => tab.Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });
}

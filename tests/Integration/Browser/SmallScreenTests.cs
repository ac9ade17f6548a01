using Messaging.Integration.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Messaging.Integration.Browser;

/// <summary>At high zoom, with large text and on a phone that lies on its side, everything is reached with the wheel.</summary>
[Collection(BrowserTests.Name)]
public sealed class SmallScreenTests
{
    private const int WheelStep = 40;

    [Theory]
    [InlineData(320, 256, 100)]
    [InlineData(667, 375, 100)]
    [InlineData(1280, 800, 200)]
    public async Task The_notification_prompt_scrolls_with_the_list(int width, int height, int textPercent)
    {
        await using var app = await WebClient.StartAsync();
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        await binh.SendAsync(conversation, "hello");
        for (var i = 0; i < 3; i++)
        {
            var other = await Person.RegisterAsync(app.Address);
            await other.SendAsync(await other.OpenAsync(an), "hello");
        }

        await using var browser = await Chromium.NewUserAsync(new() { ViewportSize = new() { Width = width, Height = height } });
        await browser.AddInitScriptAsync("window.Notification = class { static permission = 'default'; };");
        var tab = await Tab.OpenAsync(browser, app.Address, an);
        await tab.IsLiveAsync();
        await tab.Page.EvaluateAsync("percent => { document.documentElement.style.fontSize = `${percent}%`; }", textPercent);
        await Expect(tab.Page.Locator(".prompt")).ToBeAttachedAsync();
        await Expect(tab.Page.Locator(".conversations a")).ToHaveCountAsync(4);

        string[] controls = [".sidebar-header button", ".list-tools input", ".filters button", ".prompt button", ".conversations a"];
        var all = 0;
        foreach (var control in controls) all += await tab.Page.Locator(control).CountAsync();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        await tab.Page.Mouse.MoveAsync(width < 768 ? width / 2 : 150, height * 3 / 4);
        for (var step = 0; step < 60 && seen.Count < all; step++)
        {
            seen.UnionWith(await tab.Page.EvaluateAsync<string[]>(WholeInSight, controls));
            await tab.Page.Mouse.WheelAsync(0, WheelStep);
            await tab.Page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
        }

        Assert.Equal(all, seen.Count);
        tab.IsQuiet();
    }

    [Fact]
    public async Task A_selection_that_is_dragged_out_of_a_dialog_does_not_close_it()
    {
        await using var app = await WebClient.StartAsync();
        var an = await Person.RegisterAsync(app.Address);
        await using var browser = await Chromium.NewUserAsync();
        var tab = await Tab.OpenAsync(browser, app.Address, an);
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "New conversation" }).First.ClickAsync();
        var input = tab.Page.Locator("dialog input").First;
        await input.FillAsync("some text");
        var box = (await input.BoundingBoxAsync())!;

        await tab.Page.Mouse.MoveAsync(box.X + 40, box.Y + (box.Height / 2));
        await tab.Page.Mouse.DownAsync();
        await tab.Page.Mouse.MoveAsync(5, 5);
        await tab.Page.Mouse.UpAsync();
        await Expect(input).ToHaveValueAsync("some text");

        await tab.Page.Mouse.ClickAsync(5, 5);
        await Expect(tab.Page.Locator("dialog")).ToHaveCountAsync(0);
        tab.IsQuiet();
    }

    // The controls that lie in the window with their whole height and can be hit in their middle.
    private const string WholeInSight = """
        selectors => selectors.flatMap(selector => [...document.querySelectorAll(selector)].flatMap((element, at) => {
          const box = element.getBoundingClientRect();
          const isInside = box.top >= 0 && box.bottom <= innerHeight && box.left >= 0 && box.right <= innerWidth;
          const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
          return isInside && (element.contains(hit) || hit?.contains(element)) ? [`${selector} ${at}`] : [];
        }))
        """;
}

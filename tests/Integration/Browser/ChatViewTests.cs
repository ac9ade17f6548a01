using Messaging.Integration.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Messaging.Integration.Browser;

/// <summary>How the open conversation looks while it is read.</summary>
[Collection(BrowserTests.Name)]
public sealed class ChatViewTests
{
    private const int Many = 40;

    [Fact]
    public async Task Title_of_the_page_names_the_open_conversation()
    {
        await using var app = await WebClient.StartAsync();
        var an = await Person.RegisterAsync(app.Address);
        var binh = await Person.RegisterAsync(app.Address, displayName: "Trần Bình");
        var chi = await Person.RegisterAsync(app.Address);
        var conversation = await an.OpenAsync(binh);
        await chi.SendAsync(await chi.OpenAsync(an), "hello");
        await using var browser = await Chromium.NewUserAsync();
        var tab = await Tab.OpenAsync(browser, app.Address, an, $"/c/{conversation}");

        await Expect(tab.Page).ToHaveTitleAsync("(1) Trần Bình – Messaging");
        await tab.Row(chi.UserName).ClickAsync();
        await Expect(tab.Page).ToHaveTitleAsync($"{chi.UserName} – Messaging");
        tab.IsQuiet();
    }

    [Fact]
    public async Task A_long_name_ends_in_an_ellipsis_where_the_message_is_written()
    {
        await using var app = await WebClient.StartAsync();
        var an = await Person.RegisterAsync(app.Address);
        var binh = await Person.RegisterAsync(app.Address, displayName: "Nguyễn Hoàng Phương Thảo Bình Minh");
        var conversation = await an.OpenAsync(binh);
        await using var browser = await Chromium.NewUserAsync(new() { ViewportSize = new() { Width = 320, Height = 600 } });
        var tab = await Tab.OpenAsync(browser, app.Address, an, $"/c/{conversation}");
        var hint = tab.Page.Locator(".composer .placeholder");
        await Expect(hint).ToContainTextAsync("Nguyễn Hoàng");

        Assert.True(await hint.EvaluateAsync<bool>("element => element.scrollWidth > element.clientWidth && getComputedStyle(element).textOverflow === 'ellipsis'"));
        await new Screens("phone").LookAsync(tab, "long-name");
        await tab.Composer.FillAsync("Hi");
        await Expect(hint).ToHaveCountAsync(0);
        tab.IsQuiet();
    }

    [Fact]
    public async Task The_day_is_shown_once_and_the_way_to_the_end_covers_nothing()
    {
        await using var app = await WebClient.StartAsync();
        var (an, _, conversation) = await Person.PairAsync(app.Address);
        await an.SendManyAsync(conversation, Many);
        await using var browser = await Chromium.NewUserAsync();
        var tab = await Tab.OpenAsync(browser, app.Address, an, $"/c/{conversation}");
        await Expect(tab.Message($"{Many}")).ToBeVisibleAsync();
        await tab.Page.Mouse.MoveAsync(800, 300);
        await tab.Page.Mouse.WheelAsync(0, -300);
        var jump = tab.Page.Locator(".jump");
        await Expect(jump).ToBeVisibleAsync();
        await Expect(tab.Page.Locator(".floating-date")).ToHaveAttributeAsync("data-shown", "true");
        await new Screens("desktop").LookAsync(tab, "scrolled");

        while (await tab.Page.Locator(".day").CountAsync() == 0 || !await tab.Page.EvaluateAsync<bool>("() => document.querySelector('.scroller').scrollTop === 0"))
        {
            await LookAsync();
            await tab.Page.Mouse.WheelAsync(0, -10);
        }

        await Expect(tab.Page.Locator(".floating-date")).ToHaveAttributeAsync("data-shown", "false");
        await LookAsync();
        await jump.ClickAsync();
        await Expect(tab.Message($"{Many}")).ToBeInViewportAsync();
        await Expect(jump).ToHaveCountAsync(0);
        tab.IsQuiet();

        async Task LookAsync() => Assert.Equal("", await tab.Page.EvaluateAsync<string>(Covered));
    }

    // After the page has taken in the scrolling: the floating day over the day in the history, and the button over the history.
    private const string Covered = """
        async () => {
          for (let frame = 0; frame < 3; frame++) await new Promise(resolve => requestAnimationFrame(resolve));
          const box = element => element.getBoundingClientRect();
          const meet = (a, b) => a.top < b.bottom && b.top < a.bottom && a.left < b.right && b.left < a.right;
          const floating = document.querySelector('.floating-date[data-shown=true] span');
          if (floating && [...document.querySelectorAll('.day span')].some(day => meet(box(day), box(floating)))) return 'two days';
          return meet(box(document.querySelector('.jump')), box(document.querySelector('.scroller'))) ? 'button' : '';
        }
        """;
}

using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Messaging.Integration.Browser;

/// <summary>
/// In small windows, at 200 % and 400 % zoom and with large text: every control and every text can be brought into the
/// window, with nothing over it, and what is read has room.
/// </summary>
[Collection(BrowserTests.Name)]
public sealed class ReachTests
{
    /// <summary>The least height of the list and of the history that is of use: a row, two bubbles.</summary>
    private const int LeastRoom = 64;

    private readonly List<string> _missed = [];

    public static TheoryData<int, int, int> Windows => new()
    {
        { 320, 256, 100 },
        { 667, 375, 100 },
        { 640, 360, 100 },
        { 1280, 800, 200 },
    };

    [Theory]
    [MemberData(nameof(Windows))]
    public async Task Everything_can_be_reached(int width, int height, int textPercent)
    {
        await using var app = await WebClient.StartAsync();
        var (an, _, conversation) = await Screens.TalkAsync(app);
        await using var browser = await Chromium.NewUserAsync(new() { ViewportSize = new() { Width = width, Height = height } });
        await browser.AddInitScriptAsync("window.Notification = class { static permission = 'default'; };");
        await browser.AddInitScriptAsync($"document.addEventListener('DOMContentLoaded', () => {{ document.documentElement.style.fontSize = '{textPercent}%'; }});");

        var tab = await Tab.OpenAsync(browser, app.Address);
        await IsReachedAsync(tab, "sign-in");
        await tab.Page.Locator(".card .link").ClickAsync();
        await IsReachedAsync(tab, "register");

        tab = await Tab.OpenAsync(browser, app.Address, an);
        await tab.IsLiveAsync();
        await Expect(tab.Page.Locator(".prompt")).ToBeVisibleAsync();
        await IsReachedAsync(tab, "list");
        await HasRoomAsync(tab, ".list-scroll", "list");
        await LookAtDialogAsync(tab, "New conversation", "new conversation");
        await LookAtDialogAsync(tab, "Settings", "settings");
        foreach (var (keys, name) in new[] { ("Control+k", "switcher"), ("Control+/", "shortcuts") })
        {
            await tab.Page.Keyboard.PressAsync(keys);
            await IsReachedAsync(tab, name);
            await tab.Page.Keyboard.PressAsync("Escape");
        }

        await tab.GoToAsync($"/c/{conversation}");
        await Expect(tab.Message("See you there!")).ToBeVisibleAsync();
        await IsReachedAsync(tab, "chat");
        await HasRoomAsync(tab, ".scroller", "chat");
        var details = tab.Page.GetByRole(AriaRole.Button, new() { Name = "Details", Exact = true });
        await details.ClickAsync();
        await Expect(tab.Page.Locator("dialog[open], aside.details")).ToBeVisibleAsync();
        await IsReachedAsync(tab, "details");
        await tab.Page.Keyboard.PressAsync("Escape");
        await Expect(tab.Page.Locator("dialog[open], aside.details")).ToHaveCountAsync(0);
        await tab.Composer.PressAsync("ArrowUp");
        await IsReachedAsync(tab, "edit");
        await tab.Composer.PressAsync("Escape");
        await tab.Composer.FillAsync(string.Concat(Enumerable.Repeat("line\n", 30)));
        await IsReachedAsync(tab, "long text");
        await HasRoomAsync(tab, ".scroller", "long text");
        await tab.Composer.FillAsync("");
        await tab.Bubbles.Last.ClickAsync(new() { Button = MouseButton.Right });
        await Expect(tab.Page.GetByRole(AriaRole.Menu)).ToBeVisibleAsync();
        await IsReachedAsync(tab, "menu");
        await tab.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Delete" }).ClickAsync();
        await IsReachedAsync(tab, "confirm");
        await tab.Page.Keyboard.PressAsync("Escape");
        await browser.SetOfflineAsync(true);
        await Expect(tab.Banner).ToContainTextAsync("You are offline");
        await IsReachedAsync(tab, "offline");
        await HasRoomAsync(tab, ".scroller", "offline");
        await browser.SetOfflineAsync(false);
        Assert.True(_missed.Count == 0, string.Join('\n', _missed));
        tab.IsQuiet("ERR_INTERNET_DISCONNECTED");
    }

    private async Task LookAtDialogAsync(Tab tab, string button, string name)
    {
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).First.ClickAsync();
        await Expect(tab.Page.Locator("dialog[open]")).ToBeVisibleAsync();
        await IsReachedAsync(tab, name);
        await tab.Page.Keyboard.PressAsync("Escape");
        await Expect(tab.Page.Locator("dialog[open]")).ToHaveCountAsync(0);
    }

    private async Task IsReachedAsync(Tab tab, string screen)
    {
        var missed = await tab.Page.EvaluateAsync<string[]>(Missed);
        _missed.AddRange(missed.Select(item => $"{screen}: {item}"));
    }

    private async Task HasRoomAsync(Tab tab, string selector, string screen)
    {
        var room = await tab.Page.EvaluateAsync<int>(Room, selector);
        if (room < LeastRoom) _missed.Add($"{screen}: {room} px of room");
    }

    // The height of the element that can be in the window at once.
    private const string Room = """
        selector => {
          const element = document.querySelector(selector);
          element.scrollIntoView({ block: 'nearest' });
          const box = element.getBoundingClientRect();
          return Math.round(Math.min(innerHeight, box.bottom) - Math.max(0, box.top));
        }
        """;

    // Each control gets the focus, and each text is scrolled to: then it must lie in the window, and be what is hit there.
    private const string Missed = """
        async () => {
          const frame = () => new Promise(resolve => requestAnimationFrame(resolve));
          const dialog = [...document.querySelectorAll('dialog[open], [role=menu]')].at(-1);
          const scope = dialog ?? document;
          const controls = 'button:not(:disabled), a[href], input, textarea, select';
          const texts = 'h1, h2, h3, p:not(:empty), label, legend, dt, dd, .bubble, .person-name';
          const missed = [];
          for (const element of scope.querySelectorAll(`${controls}, ${texts}`)) {
            if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || element.closest('.visually-hidden, .skip, [aria-hidden=true]')) continue;
            if (element.matches(controls)) element.focus();
            // As a person scrolls who looks for it; the browser has done it already for what has the focus.
            element.scrollIntoView({ block: 'nearest', inline: 'nearest' });
            await frame();
            if (!element.isConnected) continue;
            const box = element.getBoundingClientRect();
            if (box.width <= 1 || box.height <= 1) continue;
            const name = `${element.tagName.toLowerCase()} “${(element.ariaLabel ?? element.innerText ?? '').slice(0, 30)}” ${Math.round(box.left)},${Math.round(box.top)} ${Math.round(box.width)}x${Math.round(box.height)}`;
            if (box.left < -1 || box.right > innerWidth + 1) missed.push(`${name} is cut at the side`);
            const [top, bottom] = [Math.max(0, box.top), Math.min(innerHeight, box.bottom)];
            if (bottom - top < Math.min(box.height, innerHeight / 3) - 1) { missed.push(`${name} is not in the window`); continue; }
            const hit = document.elementFromPoint(box.left + box.width / 2, (top + bottom) / 2);
            if (!(element.contains(hit) || hit?.contains(element))) missed.push(`${name} is under ${hit?.tagName}.${hit?.className}`);
          }
          return missed;
        }
        """;
}

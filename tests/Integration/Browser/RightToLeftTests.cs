using Messaging.Integration.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Messaging.Integration.Browser;

/// <summary>The page in Arabic: it is mirrored, texts of people keep their direction, and nothing leaves the screen.</summary>
[Collection(BrowserTests.Name)]
public sealed class RightToLeftTests
{
    private const string LatinName = "Minh Nguyễn (a name so long that it does not fit into its place in the list)";

    [Theory]
    [InlineData(1200, 800)]
    [InlineData(390, 844)]
    public async Task In_Arabic_the_page_is_mirrored_and_nothing_leaves_the_screen(int width, int height)
    {
        await using var app = await WebClient.StartAsync();
        var an = await Person.RegisterAsync(app.Address, displayName: "ليلى حداد");
        var binh = await Person.RegisterAsync(app.Address, displayName: LatinName[..64]);
        var conversation = await an.OpenAsync(binh);
        await an.SendAsync(conversation, "مرحبًا! هل نلتقي غدًا؟");
        await binh.SendAsync(conversation, "Yes, at nine!");
        await an.Api.PostAsync("/api/v1/conversations", new { kind = "group", title = "رحلة نهاية الأسبوع", memberIds = new[] { binh.Id } });
        await using var browser = await Chromium.NewUserAsync(new() { ViewportSize = new() { Width = width, Height = height }, Locale = "ar-EG" });
        var screens = new Screens($"arabic-{width}");
        var tab = await Tab.OpenAsync(browser, app.Address);
        await LookAsync(tab, screens, "sign-in");
        tab = await Tab.OpenAsync(browser, app.Address, an);
        await tab.IsLiveAsync();
        await Expect(tab.Page.Locator("html")).ToHaveAttributeAsync("lang", "ar");
        await Expect(tab.Page.Locator("html")).ToHaveAttributeAsync("dir", "rtl");
        await LookAsync(tab, screens, "list");

        await tab.Row("Minh").ClickAsync();
        await Expect(tab.Message("Yes, at nine!")).ToBeVisibleAsync();
        await LookAsync(tab, screens, "chat");

        await IsMirroredAsync(tab, hasSidebar: width > 767);
        Assert.Equal("ltr", await DirectionAsync(tab.Message("Yes, at nine!")));
        Assert.Equal("rtl", await DirectionAsync(tab.Message("مرحبًا! هل نلتقي غدًا؟")));
        Assert.Equal("rtl", await DirectionAsync(tab.Composer));
        Assert.Equal("ltr", await DirectionAsync(tab.Page.Locator(".chat-title h1")));
        Assert.Equal("right", await tab.Page.Locator(".chat-title h1").EvaluateAsync<string>("title => getComputedStyle(title).textAlign"));
        await tab.Composer.FillAsync("Hello!");
        Assert.Equal("ltr", await DirectionAsync(tab.Composer));
        await tab.Composer.FillAsync("");
        await LookAtDialogsAsync(tab, screens);
        tab.IsQuiet();
    }

    [Fact]
    public async Task What_the_server_refuses_is_said_in_Arabic()
    {
        await using var app = await WebClient.StartAsync();
        var an = await Person.RegisterAsync(app.Address);
        await using var browser = await Chromium.NewUserAsync(new() { Locale = "ar" });
        var tab = await Tab.OpenAsync(browser, app.Address);
        await tab.Page.GetByLabel("اسم المستخدم").FillAsync(an.UserName);
        await tab.Page.GetByLabel("كلمة المرور").First.FillAsync("wrong password");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "تسجيل الدخول", Exact = true }).ClickAsync();

        await Expect(tab.Page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("اسم المستخدم أو كلمة المرور غير صحيحة.");

        tab.IsQuiet("401");
    }

    /// <summary>The beginning of a line is on the right, and drawings that point along it are turned around.</summary>
    private static async Task IsMirroredAsync(Tab tab, bool hasSidebar)
    {
        var own = await BoxAsync(tab.Page.Locator(".own .bubble").First);
        var other = await BoxAsync(tab.Page.Locator(".other .bubble").First);
        Assert.True(own.X < other.X, "My own messages stand on the left.");
        Assert.True(own.X + own.Width < other.X + other.Width, "Messages of others stand on the right.");
        Assert.True((await BoxAsync(tab.Page.Locator(".send"))).X < (await BoxAsync(tab.Composer)).X, "The button follows the input.");
        Assert.Equal("-1 1", await tab.Page.Locator(".send .icon").EvaluateAsync<string>("icon => getComputedStyle(icon).scale"));
        if (hasSidebar) Assert.True((await BoxAsync(tab.Page.Locator(".sidebar"))).X > (await BoxAsync(tab.Page.Locator(".chat"))).X, "The list comes before the chat.");
    }

    private static async Task LookAtDialogsAsync(Tab tab, Screens screens)
    {
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "التفاصيل", Exact = true }).ClickAsync();
        await LookAsync(tab, screens, "details");
        await tab.Page.Keyboard.PressAsync("Escape");
        await tab.Page.Keyboard.PressAsync("Control+/");
        await LookAsync(tab, screens, "shortcuts");
        await tab.Page.Keyboard.PressAsync("Escape");
        await tab.GoToAsync("/");
        await tab.IsLiveAsync();
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "الإعدادات" }).ClickAsync();
        await LookAsync(tab, screens, "settings");
    }

    /// <summary>Nothing can be scrolled sideways, and all that can be used lies inside the window.</summary>
    private static async Task LookAsync(Tab tab, Screens screens, string screen)
    {
        await screens.LookAsync(tab, screen);
        var outside = await tab.Page.EvaluateAsync<string[]>("""
            () => [
              ...[document.documentElement, ...document.querySelectorAll('dialog, .list-scroll, .scroller')]
                .filter(item => item.scrollWidth > item.clientWidth)
                .map(item => `${item.tagName} ${item.className} is ${item.scrollWidth - item.clientWidth} px too wide`),
              ...[...document.querySelectorAll('a, button, input, textarea, h1, h2, .bubble')]
                .filter(item => item.checkVisibility() && !item.closest('.visually-hidden, .skip, .message-actions'))
                .map(item => [item, item.getBoundingClientRect()])
                .filter(([, box]) => box.left < -1 || box.right > innerWidth + 1)
                .map(([item, box]) => `${item.outerHTML.slice(0, 80)} lies at ${box.left} to ${box.right}`),
            ]
            """);
        Assert.True(outside.Length == 0, $"{screen}:\n{string.Join('\n', outside)}");
    }

    private static Task<string> DirectionAsync(ILocator item) => item.EvaluateAsync<string>("item => getComputedStyle(item).direction");

    private static async Task<LocatorBoundingBoxResult> BoxAsync(ILocator item) => (await item.BoundingBoxAsync())!;
}

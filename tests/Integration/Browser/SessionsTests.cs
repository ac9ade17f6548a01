using System.Text.Json;
using Messaging.Integration.Identity;
using Messaging.Integration.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Messaging.Integration.Browser;

/// <summary>The devices of a user in the settings, and what a device shows once it was signed out from another one.</summary>
[Collection(BrowserTests.Name)]
public sealed class SessionsTests
{
    private const string Firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0";
    private const string Safari = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1";

    /// <summary>Requests end within 2 s after the session; the rest is for a busy machine.</summary>
    private const float EndsWithin = 6_000;

    [Fact]
    public async Task A_session_that_is_ended_here_ends_on_the_other_device_within_seconds()
    {
        await using var app = await WebClient.StartAsync();
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        await using var desk = await Chromium.NewUserAsync(new() { UserAgent = Firefox });
        await using var phone = await Chromium.NewUserAsync(new() { UserAgent = Safari, ViewportSize = new() { Width = 390, Height = 844 } });
        var here = await SignInForm.SignInAsync(await Tab.OpenAsync(desk, app.Address, $"/c/{conversation}"), an);
        var there = await SignInForm.SignInAsync(await Tab.OpenAsync(phone, app.Address, $"/c/{conversation}"), an);

        var devices = await OpenSettingsAsync(here);
        await Expect(devices).ToHaveCountAsync(3);
        await Expect(devices.Filter(new() { HasText = "This device" })).ToContainTextAsync("Firefox on Windows");
        var other = devices.Filter(new() { HasText = "Safari on iPhone" });
        await Expect(other).ToContainTextAsync("Last used just now");
        await Expect(other).ToContainTextAsync("127.0.0.");
        await new Screens("desktop-light").LookAsync(here, "sessions");

        await other.GetByRole(AriaRole.Button, new() { Name = "Sign out Safari on iPhone" }).ClickAsync();

        await Expect(there.Page.Locator(".notice")).ToContainTextAsync("Your session has ended.", new() { Timeout = EndsWithin });
        await Expect(other).ToHaveCountAsync(0);
        Assert.Equal("Sessions", await here.Page.EvaluateAsync<string>("() => document.activeElement.textContent"));
        await new Screens("phone-light").LookAsync(there, "session-ended");
        await binh.SendAsync(conversation, "after the end");
        await here.Page.Keyboard.PressAsync("Escape");
        await Expect(here.Message("after the end")).ToBeVisibleAsync();
        await Expect(there.Page.GetByText("after the end")).ToHaveCountAsync(0);
        await Expect(there.Page.Locator(".shell")).ToHaveCountAsync(0);
        Assert.Null(await there.Page.EvaluateAsync<string?>("() => localStorage.getItem('messaging.session')"));
        here.IsQuiet();
        there.IsQuiet("401", "WebSocket is closed before");
    }

    [Fact]
    public async Task Everywhere_else_is_signed_out_by_keyboard()
    {
        await using var app = await WebClient.StartAsync();
        var an = await Person.RegisterAsync(app.Address);
        var others = new[] { await Person.LogInAsync(app.Address, an.UserName), await Person.LogInAsync(app.Address, an.UserName) };
        await using var browser = await Chromium.NewUserAsync();
        var tab = await Tab.OpenAsync(browser, app.Address, an);
        await tab.IsLiveAsync();
        var devices = await OpenSettingsAsync(tab);
        await Expect(devices).ToHaveCountAsync(3);

        var all = tab.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out everywhere else" });
        await all.FocusAsync();
        await all.PressAsync("Enter");

        await Expect(devices).ToHaveCountAsync(1);
        await Expect(all).ToHaveCountAsync(0);
        await Expect(tab.Page.Locator("[aria-live], [role=status]").Filter(new() { HasText = "All your other devices are signed out" })).Not.ToHaveCountAsync(0);
        foreach (var other in others) Assert.Equal(401, (await other.Api.GetAsync("/api/v1/me")).Status);
        (await an.Api.GetAsync("/api/v1/me")).Is(200);
        tab.IsQuiet();
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task On_a_phone_in_Vietnamese_everything_is_there(ColorScheme theme)
    {
        await using var app = await WebClient.StartAsync();
        var an = await Person.RegisterAsync(app.Address);
        await Person.LogInAsync(app.Address, an.UserName);
        await using var browser = await Chromium.NewUserAsync(new()
        {
            ViewportSize = new() { Width = 360, Height = 740 }, IsMobile = true, HasTouch = true, ColorScheme = theme, Locale = "vi-VN",
        });
        var tab = await Tab.OpenAsync(browser, app.Address, an);
        await tab.IsLiveAsync();
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Cài đặt" }).TapAsync();
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Mật khẩu và phiên đăng nhập" }).TapAsync();
        var devices = tab.Page.Locator(".device");
        await Expect(devices).ToHaveCountAsync(2);
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Đổi mật khẩu" }).TapAsync();
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Đăng xuất khỏi mọi thiết bị khác" }).ScrollIntoViewIfNeededAsync();

        await new Screens($"phone-{theme}".ToLowerInvariant()).LookAsync(tab, "sessions");
        Assert.False(await tab.Page.EvaluateAsync<bool>("() => [document.documentElement, ...document.querySelectorAll('dialog')].some(item => item.scrollWidth > item.clientWidth)"));
        tab.IsQuiet();
    }

    [Fact]
    public async Task Users_of_another_service_read_where_their_sessions_are()
    {
        await using var app = await WebClient.StartAsync(OutsideTokens.Settings);
        var token = OutsideTokens.Sign(OutsideTokens.Claims(Guid.NewGuid().ToString(), "An"));
        var me = (await OutsideTokens.Client(app, token).GetAsync("/api/v1/me")).Is(200);
        await using var browser = await Chromium.NewUserAsync();
        var session = JsonSerializer.Serialize(new
        {
            accessToken = token,
            refreshToken = "",
            expiresAt = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds(),
            user = new { id = me.String("id"), userName = me.String("userName"), displayName = "An", avatarUrl = (string?)null },
        });
        await browser.AddInitScriptAsync($"localStorage.setItem('messaging.session', JSON.stringify({session}));");
        var tab = await Tab.OpenAsync(browser, app.Address);
        await tab.IsLiveAsync();

        var devices = await OpenSettingsAsync(tab);

        await Expect(tab.Page.GetByText("You sign in through another service.")).ToBeVisibleAsync();
        await Expect(devices).ToHaveCountAsync(0);
        await Expect(tab.Page.GetByRole(AriaRole.Button, new() { Name = "Change password" })).ToHaveCountAsync(0);
        tab.IsQuiet();
    }

    private static async Task<ILocator> OpenSettingsAsync(Tab tab)
    {
        await tab.OpenSettingsAsync("Password and sessions");
        return tab.Page.Locator(".device");
    }
}

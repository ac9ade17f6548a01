using Messaging.Integration.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Messaging.Integration.Browser;

/// <summary>A password that is changed in the settings: what is refused, and that this browser stays signed in.</summary>
[Collection(BrowserTests.Name)]
public sealed class ChangePasswordTests
{
    private const string New = "another horse battery";

    [Fact]
    public async Task This_browser_stays_signed_in_and_live_and_the_others_do_not()
    {
        await using var app = await WebClient.StartAsync();
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        var elsewhere = await Person.LogInAsync(app.Address, an.UserName);
        await using var browser = await Chromium.NewUserAsync();
        var tab = await Tab.OpenAsync(browser, app.Address, an, $"/c/{conversation}");
        await tab.IsLiveAsync();
        var second = await Tab.OpenAsync(browser, app.Address, $"/c/{conversation}");
        await second.IsLiveAsync();
        await OpenFormAsync(tab);

        await FillAsync(tab, Person.Password, New);
        await tab.Page.Keyboard.PressAsync("Enter");

        await Expect(tab.Page.GetByText("Your password is changed.")).ToBeVisibleAsync();
        await Expect(Button(tab)).ToBeFocusedAsync();
        await Expect(tab.Page.Locator(".device")).ToHaveCountAsync(1);
        Assert.Equal(401, (await elsewhere.Api.GetAsync("/api/v1/me")).Status);
        await Person.LogInAsync(app.Address, an.UserName, New);
        await tab.Page.Keyboard.PressAsync("Escape");
        foreach (var (page, text) in new[] { (tab, "one"), (second, "two") })
        {
            await page.IsLiveAsync();
            await binh.SendAsync(conversation, $"to {text}");
            await Expect(page.Message($"to {text}")).ToBeVisibleAsync();
            await page.SendAsync($"from {text}");
            await Expect(page.Page.Locator(".message-status").Last).ToContainTextAsync("Sent");
        }

        await Expect(tab.Page.Locator(".notice")).ToHaveCountAsync(0);
        tab.IsQuiet("401", "Couldn't get auth info");
        second.IsQuiet("401", "Couldn't get auth info");
    }

    [Fact]
    public async Task What_is_refused_stands_at_its_field()
    {
        await using var app = await WebClient.StartAsync();
        var an = await Person.RegisterAsync(app.Address);
        await using var browser = await Chromium.NewUserAsync();
        var tab = await Tab.OpenAsync(browser, app.Address, an);
        await tab.IsLiveAsync();
        await OpenFormAsync(tab);
        await Expect(Current(tab)).ToBeFocusedAsync();
        await Expect(Next(tab)).ToHaveAccessibleDescriptionAsync("At least 8 characters. Several words work well.");

        await FillAsync(tab, "", New);
        await Button(tab).ClickAsync();
        await SignInForm.IsRefusedAsync(tab, "Current password", "Fill in this field.");
        await FillAsync(tab, Person.Password, "short");
        await Button(tab).ClickAsync();
        await SignInForm.IsRefusedAsync(tab, "New password", "Use 8 to 128 characters.");
        await FillAsync(tab, Person.Password, "password123");
        await Button(tab).ClickAsync();
        await SignInForm.IsRefusedAsync(tab, "New password", "This password is easy to guess.");
        await FillAsync(tab, "wrong horse battery", New);
        await Button(tab).ClickAsync();
        await SignInForm.IsRefusedAsync(tab, "Current password", "The current password is wrong.");
        await new Screens("desktop-light").LookAsync(tab, "change-password");

        await ShowAsync(tab, Current(tab));
        await Expect(Current(tab)).ToHaveValueAsync("wrong horse battery");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(Button(tab)).ToBeFocusedAsync();
        await Person.LogInAsync(app.Address, an.UserName);
        tab.IsQuiet("422");
    }

    [Theory]
    [InlineData(423, "locked_out", 240, "Too many wrong passwords. Try again in 4 minutes.")]
    [InlineData(503, "sign_in_busy", 2, "Too many people are signing in. Try again in 2 seconds.")]
    [InlineData(429, "rate_limited", 1, "Too many requests. Try again in 1 second.")]
    [InlineData(422, "no_password", 0, "This account signs in elsewhere and has no password here.")]
    public async Task What_belongs_to_no_field_is_said_of_the_form(int status, string code, int retryAfter, string text)
    {
        await using var app = await WebClient.StartAsync();
        var an = await Person.RegisterAsync(app.Address);
        await using var browser = await Chromium.NewUserAsync();
        await browser.RouteAsync("**/auth/change-password", route => route.FulfillAsync(new()
        {
            Status = status,
            ContentType = "application/problem+json",
            Headers = new Dictionary<string, string> { ["Retry-After"] = retryAfter.ToString(System.Globalization.CultureInfo.InvariantCulture) },
            Body = $$"""{"status":{{status}},"code":"{{code}}","detail":"As the server says it."}""",
        }));
        var tab = await Tab.OpenAsync(browser, app.Address, an);
        await tab.IsLiveAsync();
        await OpenFormAsync(tab);
        await FillAsync(tab, Person.Password, New);

        await Button(tab).ClickAsync();

        await Expect(tab.Page.Locator("dialog [role=alert]").Filter(new() { HasText = text })).ToBeVisibleAsync();
        await Expect(Button(tab)).ToBeFocusedAsync();
        await Expect(Next(tab)).ToHaveValueAsync(New);
        tab.IsQuiet(status.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    private static ILocator Button(Tab tab) => tab.Page.GetByRole(AriaRole.Button, new() { Name = "Change password" });

    private static ILocator Current(Tab tab) => tab.Page.GetByLabel("Current password");

    private static ILocator Next(Tab tab) => tab.Page.GetByLabel("New password");

    private static async Task OpenFormAsync(Tab tab)
    {
        await tab.OpenSettingsAsync("Password and sessions");
        await Button(tab).ClickAsync();
    }

    private static async Task FillAsync(Tab tab, string current, string next)
    {
        await Current(tab).FillAsync(current);
        await Next(tab).FillAsync(next);
    }

    private static async Task ShowAsync(Tab tab, ILocator field)
    {
        var toggle = tab.Page.GetByRole(AriaRole.Button, new() { Name = "Show password" }).First;
        await toggle.ClickAsync();
        await Expect(toggle).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(field).ToHaveAttributeAsync("type", "text");
    }
}

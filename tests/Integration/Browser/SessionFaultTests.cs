using Messaging.Integration.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Messaging.Integration.Browser;

/// <summary>Signing in fails, and sessions expire in the middle of a conversation, with and without a way back.</summary>
[Collection(BrowserFaultTests.Name)]
public sealed class SessionFaultTests
{
    /// <summary>Replaces the stored token with one that the server refuses, as after its end.</summary>
    private const string Expire = """
        const stored = JSON.parse(localStorage.getItem('messaging.session'));
        localStorage.setItem('messaging.session', JSON.stringify({ ...stored, accessToken: 'expired' }));
        window.dispatchEvent(new StorageEvent('storage', { key: 'messaging.session' }));
        """;

    [Fact]
    public async Task A_token_that_expires_while_live_is_renewed_and_the_channels_are_joined_again()
    {
        await using var app = await WebClient.StartAsync();
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        await using var browser = await Chromium.NewUserAsync();
        var tab = await Tab.OpenAsync(browser, app.Address, an, $"/c/{conversation}");
        await tab.IsLiveAsync();

        await tab.Page.EvaluateAsync(Expire);
        await browser.SetOfflineAsync(true);
        await Expect(tab.Banner).ToContainTextAsync("You are offline");
        await browser.SetOfflineAsync(false);

        await tab.IsLiveAsync();
        await binh.SendAsync(conversation, "hello");
        await Expect(tab.Message("hello")).ToBeVisibleAsync();
        await tab.SendAsync("here");
        await Expect(tab.Page.Locator(".message-status").Last).ToContainTextAsync("Sent");
        tab.IsQuiet("401", "ERR_INTERNET_DISCONNECTED", "Couldn't get auth info");
    }

    [Fact]
    public async Task A_session_that_was_ended_elsewhere_keeps_what_was_written_until_the_next_sign_in()
    {
        const string NewPassword = "another horse battery";
        await using var app = await WebClient.StartAsync();
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        await using var browser = await Chromium.NewUserAsync();
        var tab = await Tab.OpenAsync(browser, app.Address, an, $"/c/{conversation}");
        await tab.IsLiveAsync();

        await browser.SetOfflineAsync(true);
        await tab.SendAsync("kept");
        (await an.Api.PostAsync("/api/v1/auth/change-password", new { currentPassword = Person.Password, newPassword = NewPassword })).Is(204);
        await browser.SetOfflineAsync(false);
        await Expect(tab.Page.Locator(".notice")).ToContainTextAsync("Your session has ended.");
        Assert.Null(await tab.Page.EvaluateAsync<string?>("() => localStorage.getItem('messaging.session')"));
        Assert.Empty((await binh.ListMessagesAsync(conversation)).Items);

        await SignInForm.SubmitAsync(tab, an.UserName, NewPassword);
        await tab.IsLiveAsync();
        await Eventually.HoldsAsync("what was written is sent", async () => (await binh.ListMessagesAsync(conversation)).Items.Length == 1);
        await Expect(tab.Bubbles).ToHaveTextAsync(["kept"]);
        tab.IsQuiet("401", "400", "ERR_INTERNET_DISCONNECTED", "ERR_NETWORK", "WebSocket", "Couldn't get auth info");
    }

    [Fact]
    public async Task Sign_in_says_why_it_fails_and_works_afterwards()
    {
        await using var app = await WebClient.StartAsync(new() { ["Auth:LockoutAttempts"] = "3", ["Auth:LockoutSeconds"] = "10" });
        var an = await Person.RegisterAsync(app.Address);
        await using var browser = await Chromium.NewUserAsync();
        var tab = await Tab.OpenAsync(browser, app.Address);
        var failure = tab.Page.Locator("#sign-in-failure");

        await SignInForm.SubmitAsync(tab, an.UserName, "wrong horse battery");
        await Expect(failure).ToContainTextAsync("User name or password is wrong.");
        await Expect(tab.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true })).ToBeFocusedAsync();
        await SignInForm.SubmitAsync(tab, an.UserName, "wrong horse battery");
        await FailLogInAsync(app, an.UserName);
        await SignInForm.SubmitAsync(tab, an.UserName, Person.Password);
        await Expect(failure).ToContainTextAsync("Too many wrong passwords. Try again in");

        await browser.RouteAsync("**/api/v1/auth/login", route => route.AbortAsync());
        await SignInForm.SubmitAsync(tab, an.UserName, Person.Password);
        await Expect(failure).ToContainTextAsync("The server cannot be reached.");
        await browser.UnrouteAsync("**/api/v1/auth/login");

        await Eventually.HoldsAsync("the account is open again", async () =>
            (await app.Anonymous.PostAsync("/api/v1/auth/login", new { userName = an.UserName, password = Person.Password })).Status == 200);
        await SignInForm.SubmitAsync(tab, an.UserName, Person.Password);
        await tab.IsLiveAsync();
        tab.IsQuiet("401", "423", "net::ERR_FAILED");
    }

    [Fact]
    public async Task Registration_says_its_rules_first_and_what_it_does_not_take_at_the_field()
    {
        await using var app = await WebClient.StartAsync();
        var an = await Person.RegisterAsync(app.Address);
        await using var browser = await Chromium.NewUserAsync();
        var tab = await Tab.OpenAsync(browser, app.Address);
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "New here?" }).ClickAsync();
        await Expect(tab.Page.GetByLabel("User name")).ToHaveAccessibleDescriptionAsync(SignInForm.Containing("2 to 64 letters"));
        await Expect(tab.Page.GetByLabel("Password")).ToHaveAccessibleDescriptionAsync(SignInForm.Containing("At least 8 characters"));

        await RegisterAsync("", "An", Person.Password);
        await SignInForm.IsRefusedAsync(tab, "User name", "Fill in this field.");
        await RegisterAsync("nguyễn an", "An", Person.Password);
        await SignInForm.IsRefusedAsync(tab, "User name", "without spaces");
        await RegisterAsync(an.UserName, "An", Person.Password);
        await SignInForm.IsRefusedAsync(tab, "User name", "This user name is taken.");
        await RegisterAsync(Person.NewName(), "a\u202eb", Person.Password);
        await SignInForm.IsRefusedAsync(tab, "Display name", "Enter a name of 1 to 64 visible characters.");
        await RegisterAsync(Person.NewName(), "An", "short");
        await SignInForm.IsRefusedAsync(tab, "Password", "Use 8 to 128 characters.");
        await RegisterAsync(Person.NewName(), "An", "password123");
        await SignInForm.IsRefusedAsync(tab, "Password", "This password is easy to guess.");
        await new Screens("desktop-light").LookAsync(tab, "register-refused");

        // In the user's language from here on, and so is what was said before.
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Tiếng Việt" }).ClickAsync();
        await Expect(tab.Page.GetByLabel("Mật khẩu")).ToHaveAccessibleDescriptionAsync(SignInForm.Containing("Mật khẩu này dễ đoán."));
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Hiện mật khẩu" }).ClickAsync();
        await Expect(tab.Page.GetByLabel("Mật khẩu")).ToHaveAttributeAsync("type", "text");
        tab.IsQuiet("409", "400", "422");

        async Task RegisterAsync(string userName, string displayName, string password)
        {
            await tab.Page.GetByLabel("User name").FillAsync(userName);
            await tab.Page.GetByLabel("Display name").FillAsync(displayName);
            await tab.Page.GetByLabel("Password").FillAsync(password);
            await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Create account", Exact = true }).ClickAsync();
        }
    }

    /// <summary>Another try with a wrong password.</summary>
    private static Task<Answer> FailLogInAsync(TestApp app, string userName) =>
        app.Anonymous.PostAsync("/api/v1/auth/login", new { userName, password = "wrong horse battery" });
}

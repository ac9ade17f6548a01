using Messaging.Integration.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Messaging.Integration.Browser;

/// <summary>Signing in fails, and sessions expire in the middle of a conversation, with and without a way back.</summary>
[Collection(BrowserTests.Name)]
public sealed class SessionFaultTests
{
    /// <summary>What the client keeps becomes a token that the server refuses, as at its end.</summary>
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

        (await an.Api.PostAsync("/api/v1/auth/change-password", new { currentPassword = Person.Password, newPassword = NewPassword })).Is(204);
        await tab.Page.EvaluateAsync(Expire);
        await tab.SendAsync("kept");
        await Expect(tab.Page.Locator(".notice")).ToContainTextAsync("Your session has ended.");
        Assert.Null(await tab.Page.EvaluateAsync<string?>("() => localStorage.getItem('messaging.session')"));
        Assert.Empty((await binh.ListMessagesAsync(conversation)).Items);

        await SignInAsync(tab, an.UserName, NewPassword);
        await tab.IsLiveAsync();
        await Eventually.HoldsAsync("what was written is sent", async () => (await binh.ListMessagesAsync(conversation)).Items.Length == 1);
        await Expect(tab.Bubbles).ToHaveTextAsync(["kept"]);
        tab.IsQuiet("401", "400");
    }

    [Fact]
    public async Task Sign_in_says_why_it_fails_and_works_afterwards()
    {
        await using var app = await WebClient.StartAsync(new() { ["Auth:LockoutAttempts"] = "3", ["Auth:LockoutSeconds"] = "2" });
        var an = await Person.RegisterAsync(app.Address);
        await using var browser = await Chromium.NewUserAsync();
        var tab = await Tab.OpenAsync(browser, app.Address);
        var failure = tab.Page.Locator("#sign-in-failure");

        await SignInAsync(tab, an.UserName, "wrong horse battery");
        await Expect(failure).ToContainTextAsync(await DetailOfLogInAsync(app, an.UserName));
        await SignInAsync(tab, an.UserName, "wrong horse battery");
        var locked = await DetailOfLogInAsync(app, an.UserName);
        await SignInAsync(tab, an.UserName, Person.Password);
        await Expect(failure).ToContainTextAsync(locked);

        await browser.RouteAsync("**/api/v1/auth/login", route => route.AbortAsync());
        await SignInAsync(tab, an.UserName, Person.Password);
        await Expect(failure).ToContainTextAsync("The server cannot be reached.");
        await browser.UnrouteAsync("**/api/v1/auth/login");

        await Eventually.HoldsAsync("the account is open again", async () =>
            (await app.Anonymous.PostAsync("/api/v1/auth/login", new { userName = an.UserName, password = Person.Password })).Status == 200);
        await SignInAsync(tab, an.UserName, Person.Password);
        await tab.IsLiveAsync();
        tab.IsQuiet("401", "423", "net::ERR_FAILED");
    }

    [Fact]
    public async Task Registration_says_which_name_or_password_it_does_not_take()
    {
        await using var app = await WebClient.StartAsync();
        var an = await Person.RegisterAsync(app.Address);
        await using var browser = await Chromium.NewUserAsync();
        var tab = await Tab.OpenAsync(browser, app.Address);
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "New here?" }).ClickAsync();

        foreach (var (userName, password) in new[] { (an.UserName, Person.Password), (Person.NewName(), "short") })
        {
            await tab.Page.GetByLabel("User name").FillAsync(userName);
            await tab.Page.GetByLabel("Display name").FillAsync("An");
            await tab.Page.GetByLabel("Password").FillAsync(password);
            await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Create account", Exact = true }).ClickAsync();
            var answer = await app.Anonymous.PostAsync("/api/v1/auth/register", new { userName, password, displayName = "An" });
            var told = answer.Json.TryGetProperty("errors", out var errors) ? errors.EnumerateObject().First().Value[0].GetString() : answer.String("detail");
            await Expect(tab.Page.Locator("#sign-in-failure")).ToContainTextAsync(told!);
        }

        tab.IsQuiet("409", "400", "422");
    }

    private static async Task SignInAsync(Tab tab, string userName, string password)
    {
        await tab.Page.GetByLabel("User name").FillAsync(userName);
        await tab.Page.GetByLabel("Password").FillAsync(password);
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
    }

    /// <summary>The sentence of the server for a wrong password, which counts as a try as well.</summary>
    private static async Task<string> DetailOfLogInAsync(TestApp app, string userName) =>
        (await app.Anonymous.PostAsync("/api/v1/auth/login", new { userName, password = "wrong horse battery" })).String("detail");
}

using System.Text.Json;
using Messaging.Testing;
using Microsoft.Playwright;

namespace Messaging.Load;

/// <summary>A headless Chromium that is driven with Playwright.</summary>
internal static class LoadBrowser
{
    /// <exception cref="InvalidOperationException">No Chromium is installed.</exception>
    public static Task<IBrowser> LaunchAsync(IPlaywright playwright) => playwright.Chromium.LaunchAsync(new()
    {
        ExecutablePath = ChromiumPath.Find() ?? throw new InvalidOperationException("Chromium is not installed. Install it, or set CHROMIUM to its path."),
        Args = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
    });

    /// <summary>A profile of its own in which the user is signed in.</summary>
    public static async Task<IBrowserContext> NewUserAsync(this IBrowser browser, LoadUser user)
    {
        var session = JsonSerializer.Serialize(new
        {
            accessToken = user.Session.GetProperty("accessToken"),
            refreshToken = user.Session.GetProperty("refreshToken"),
            expiresAt = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds(),
            user = user.Session.GetProperty("user"),
        });
        var context = await browser.NewProfileAsync();
        await context.AddInitScriptAsync($"localStorage.setItem('messaging.session', JSON.stringify({session}))");
        return context;
    }

    /// <summary>A new profile. The programs evaluate expressions in the page, which its content security policy forbids.</summary>
    public static Task<IBrowserContext> NewProfileAsync(this IBrowser browser) => browser.NewContextAsync(new() { BypassCSP = true });

    public static async Task<IPage> OpenAsync(this IBrowserContext context, Uri address)
    {
        var page = await context.NewPageAsync();
        await page.GotoAsync(address.ToString());
        return page;
    }
}

using System.Collections.Concurrent;
using System.Text.Json;
using Messaging.Integration.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Messaging.Integration.Browser;

/// <summary>A tab with the web client: what people do in it, and what must never happen in it.</summary>
internal sealed class Tab
{
    // The server closes connections, for example when a membership ends. Whether the client sends something at that moment is chance, and nothing is lost.
    private const string ClosingSocket = "WebSocket is already in CLOSING or CLOSED state";

    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly Uri _address;

    private Tab(IPage page, Uri address)
    {
        (Page, _address) = (page, address);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning" && !message.Text.Contains(ClosingSocket, StringComparison.Ordinal)) _complaints.Enqueue($"{message.Type}: {message.Text} ({message.Location})");
        };
        page.PageError += (_, error) => _complaints.Enqueue($"exception: {error}");
        page.Request += (_, request) =>
        {
            var uri = new Uri(request.Url);
            if (uri.Scheme is "http" or "https" && uri.Host != address.Host) _complaints.Enqueue($"request to a third party: {uri}");
        };
    }

    public IPage Page { get; }

    public ILocator Composer => Page.Locator("#composer-input");

    public ILocator Banner => Page.Locator(".banner");

    /// <summary>The bubbles in the page, top down.</summary>
    public ILocator Bubbles => Page.Locator("[data-message] .bubble");

    public static async Task<Tab> OpenAsync(IBrowserContext context, Uri address, string path = "/")
    {
        var tab = new Tab(await context.NewPageAsync(), address);
        await tab.Page.GotoAsync(new Uri(address, path).ToString());
        return tab;
    }

    /// <summary>A tab of somebody who has signed in before.</summary>
    public static async Task<Tab> OpenAsync(IBrowserContext context, Uri address, Person person, string path = "/")
    {
        await KeepSessionAsync(context, person, person.AccessToken, person.RefreshToken);
        return await OpenAsync(context, address, path);
    }

    /// <summary>Lets the browser find a session where the client keeps it; its tokens may be ones that the server refuses.</summary>
    public static Task KeepSessionAsync(IBrowserContext context, Person person, string accessToken, string refreshToken)
    {
        var session = JsonSerializer.Serialize(new
        {
            accessToken,
            refreshToken,
            expiresAt = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds(),
            user = new { id = person.Id, userName = person.UserName, displayName = person.UserName, avatarUrl = (string?)null },
        });
        // Runs before every page; the first one keeps it, what the client makes of it stays.
        return context.AddInitScriptAsync($$"""
            if (!localStorage.getItem('test.session')) {
              localStorage.setItem('test.session', 'kept');
              localStorage.setItem('messaging.session', JSON.stringify({{session}}));
            }
            """);
    }

    public Task GoToAsync(string path) => Page.GotoAsync(new Uri(_address, path).ToString());

    /// <summary>Waits until changes come by push.</summary>
    public Task IsLiveAsync(TimeSpan? timeout = null) => Expect(Page.Locator(".shell"))
        .ToHaveAttributeAsync("data-connection", "live", new() { Timeout = (float?)timeout?.TotalMilliseconds });

    public async Task SendAsync(string text)
    {
        await Composer.FillAsync(text);
        await Composer.PressAsync("Enter");
    }

    /// <summary>Opens a section of the settings, by the name of its tab.</summary>
    public async Task OpenSettingsAsync(string section)
    {
        await Page.GetByRole(AriaRole.Button, new() { Name = "Settings" }).ClickAsync();
        await Page.GetByRole(AriaRole.Tab, new() { Name = section }).ClickAsync();
    }

    public ILocator Message(string text) => Bubbles.GetByText(text, new() { Exact = true });

    public ILocator Row(string name) => Page.Locator(".sidebar a").Filter(new() { HasText = name });

    /// <summary>Nothing was complained about in the console, thrown, or asked of another host.</summary>
    /// <param name="expected">Parts of complaints that the test itself has caused.</param>
    public void IsQuiet(params string[] expected)
    {
        var unexpected = _complaints.Where(complaint => !expected.Any(part => complaint.Contains(part, StringComparison.Ordinal))).ToList();
        Assert.True(unexpected.Count == 0, string.Join('\n', unexpected));
    }
}

using System.Text.Json;
using Messaging.Integration.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Messaging.Integration.Browser;

/// <summary>The conversations that the web client keeps in the browser.</summary>
[Collection(BrowserFaultTests.Name)]
public sealed class OfflineTests
{
    /// <summary>The messages of each kept conversation, by its id; null when there is no database.</summary>
    private const string Kept = """
        async () => {
          const found = (await indexedDB.databases()).find(({ name }) => name.startsWith('messaging.feed'));
          if (found === undefined) return 'null';
          const db = await new Promise((resolve) => { const opening = indexedDB.open(found.name); opening.onsuccess = () => resolve(opening.result); });
          const chats = await new Promise((resolve) => { const reading = db.transaction('chats').objectStore('chats').getAll(); reading.onsuccess = () => resolve(reading.result); });
          db.close();
          return JSON.stringify(Object.fromEntries(chats.map(({ id, messages }) => [id, messages.map(({ body }) => body)])));
        }
        """;

    [Fact]
    public async Task Start_without_the_server_shows_what_was_kept_and_asks_only_for_what_changed()
    {
        await using var app = await WebClient.StartAsync();
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        for (var i = 1; i <= 3; i++) await binh.SendAsync(conversation, $"message {i}");
        await using var browser = await Chromium.NewUserAsync();
        var tab = await Tab.OpenAsync(browser, app.Address, an, $"/c/{conversation}");
        await tab.IsLiveAsync();
        await Eventually.HoldsAsync("the messages are kept", async () => await KeptAsync(tab) is { } kept && kept.GetValueOrDefault(conversation) is ["message 1", "message 2", "message 3"]);

        await browser.RouteAsync("**/api/**", route => route.AbortAsync());
        await tab.Page.ReloadAsync();
        await Expect(tab.Bubbles).ToHaveTextAsync(["message 1", "message 2", "message 3"]);
        await Expect(tab.Banner).ToBeVisibleAsync();

        await binh.SendAsync(conversation, "message 4");
        var asked = new List<string>();
        tab.Page.Request += (_, request) => asked.Add(new Uri(request.Url).AbsolutePath);
        await browser.UnrouteAsync("**/api/**");
        await Expect(tab.Bubbles).ToHaveTextAsync(["message 1", "message 2", "message 3", "message 4"]);
        await tab.IsLiveAsync();
        Assert.DoesNotContain($"/api/v1/conversations/{conversation}/messages", asked);
        // The one conversation is the whole list.
        Assert.DoesNotContain("/api/v1/conversations", asked);
        tab.IsQuiet("ERR_FAILED");
    }

    [Fact]
    public async Task Start_does_not_wait_for_a_server_that_does_not_answer()
    {
        await using var app = await WebClient.StartAsync();
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        await binh.SendAsync(conversation, "Hi");
        await using var browser = await Chromium.NewUserAsync();
        var tab = await Tab.OpenAsync(browser, app.Address, an, $"/c/{conversation}");
        await Eventually.HoldsAsync("the message is kept", async () => await KeptAsync(tab) is { } kept && kept.GetValueOrDefault(conversation) is ["Hi"]);

        await browser.RouteAsync("**/api/**", _ => Task.CompletedTask);
        await tab.Page.ReloadAsync();

        // Less than the time after which the client gives up a request.
        await Expect(tab.Bubbles).ToHaveTextAsync(["Hi"], new() { Timeout = 7_500 });
        await Expect(tab.Page.Locator(".sidebar a")).Not.ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Start_with_kept_settings_follows_those_of_the_server()
    {
        await using var app = await WebClient.StartAsync();
        var an = await Person.RegisterAsync(app.Address);
        await using var browser = await Chromium.NewUserAsync();
        var tab = await Tab.OpenAsync(browser, app.Address, an);
        await tab.IsLiveAsync();
        await tab.Page.EvaluateAsync("""
            () => {
              const config = JSON.parse(localStorage.getItem('messaging.config'));
              localStorage.setItem('messaging.config', JSON.stringify({ ...config, push: { ...config.push, driver: 'none' } }));
            }
            """);

        var sockets = 0;
        tab.Page.WebSocket += (_, _) => Interlocked.Increment(ref sockets);
        await tab.Page.ReloadAsync();

        await Eventually.HoldsAsync("the client uses push", () => Volatile.Read(ref sockets) > 0);
        await tab.IsLiveAsync();
    }

    [Fact]
    public async Task Signing_out_removes_everything_that_was_kept()
    {
        await using var app = await WebClient.StartAsync();
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        await binh.SendAsync(conversation, "Hi");
        await using var browser = await Chromium.NewUserAsync();
        var tab = await Tab.OpenAsync(browser, app.Address, an, $"/c/{conversation}");
        var other = await Tab.OpenAsync(browser, app.Address, $"/c/{conversation}");
        await Eventually.HoldsAsync("the message is kept", async () => await KeptAsync(tab) is { } kept && kept.GetValueOrDefault(conversation) is ["Hi"]);

        (await an.Api.PostAsync("/api/v1/auth/logout")).Is(204);
        await Expect(tab.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" })).ToBeVisibleAsync();
        await Expect(other.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" })).ToBeVisibleAsync();

        await Eventually.HoldsAsync("nothing is kept", async () => await KeptAsync(tab) is null);
    }

    private static async Task<Dictionary<string, string[]>?> KeptAsync(Tab tab) =>
        JsonSerializer.Deserialize<Dictionary<string, string[]>?>(await tab.Page.EvaluateAsync<string>(Kept));
}

using System.Collections.Concurrent;
using Messaging.Integration.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Messaging.Integration.Browser;

/// <summary>
/// The script that the client was made for: two people write all the time while push goes up and down. Every message
/// is on both screens once, in one order, whatever brought it.
/// </summary>
[Collection(BrowserFaultTests.Name)]
public sealed class FlappingTests
{
    [Fact]
    public async Task Two_people_write_while_push_goes_up_and_down()
    {
        await using var app = await WebClient.StartAsync();
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        // So high that no row is virtualised away: what is in the page is what is known.
        BrowserNewContextOptions window = new() { ViewportSize = new() { Width = 1000, Height = 9_000 } };
        await using var anBrowser = await Chromium.NewUserAsync(window);
        await using var binhBrowser = await Chromium.NewUserAsync(window);
        var (anPush, binhPush) = (new Push(), new Push());
        await anPush.CutIntoAsync(anBrowser);
        await binhPush.CutIntoAsync(binhBrowser);
        var anTab = await Tab.OpenAsync(anBrowser, app.Address, an, $"/c/{conversation}");
        var binhTab = await Tab.OpenAsync(binhBrowser, app.Address, binh, $"/c/{conversation}");
        await anTab.IsLiveAsync();
        await binhTab.IsLiveAsync();
        await anTab.Page.EvaluateAsync(WatchForFaults);
        await binhTab.Page.EvaluateAsync(WatchForFaults);

        var sent = 0;
        // A restart, a server that is full for a moment, a connection that just dies; one side, the other, both.
        foreach (var (code, ends) in new[] { (4200, new[] { anPush }), (4100, new[] { binhPush }), (4201, [anPush, binhPush]), (1011, [anPush, binhPush]) })
        {
            foreach (var push in ends) await push.GoDownAsync(code);
            for (var i = 0; i < 4; i++) await WriteBothAsync();
            foreach (var push in ends) push.ComeBack();
            for (var i = 0; i < 2; i++) await WriteBothAsync();
            await anTab.IsLiveAsync(AnyPlannedAttempt);
            await binhTab.IsLiveAsync(AnyPlannedAttempt);
        }

        await WriteBothAsync();
        await Expect(anTab.Bubbles).ToHaveCountAsync(sent);
        await Expect(binhTab.Bubbles).ToHaveCountAsync(sent);
        await Expect(anTab.Page.Locator(".bubble.queued, .bubble.sending, .bubble.failed")).ToHaveCountAsync(0);
        await Expect(binhTab.Page.Locator(".bubble.queued, .bubble.sending, .bubble.failed")).ToHaveCountAsync(0);
        var stored = (await an.ListMessagesAsync(conversation, "limit=100")).Items.Select(item => item.GetProperty("body").GetString()!).ToArray();
        Assert.Equal(sent, stored.Distinct().Count());
        Assert.Equal(stored, await anTab.Bubbles.AllInnerTextsAsync());
        Assert.Equal(stored, await binhTab.Bubbles.AllInnerTextsAsync());
        Assert.Empty(await anTab.Page.EvaluateAsync<string[]>("() => faults"));
        Assert.Empty(await binhTab.Page.EvaluateAsync<string[]>("() => faults"));
        anTab.IsQuiet("WebSocket");
        binhTab.IsQuiet("WebSocket");

        async Task WriteBothAsync()
        {
            sent += 2;
            await Task.WhenAll(anTab.SendAsync($"an {sent}"), binhTab.SendAsync($"binh {sent}"));
        }
    }

    // On a slow machine push is down for longer, so the client has planned its next attempt further ahead.
    private static readonly TimeSpan AnyPlannedAttempt = TimeSpan.FromSeconds(90);

    // Looks whenever the page changes: a message that is there twice for a moment is a fault, and so is one that its
    // sender sees before an earlier one of the same sender.
    private const string WatchForFaults = """
        () => {
          window.faults = [];
          const look = () => {
            const texts = [...document.querySelectorAll('[data-message] .bubble')].map(item => item.innerText);
            if (new Set(texts).size !== texts.length) faults.push(`twice: ${texts.join(' | ')}`);
            for (const name of ['an', 'binh']) {
              const numbers = texts.filter(text => text.startsWith(name + ' ')).map(text => Number(text.split(' ')[1]));
              if (numbers.some((number, at) => at > 0 && number < numbers[at - 1])) faults.push(`order: ${texts.join(' | ')}`);
            }
          };
          new MutationObserver(look).observe(document.querySelector('.chat'), { childList: true, subtree: true, characterData: true });
        }
        """;

    /// <summary>The push connections of one browser, between it and the server.</summary>
    private sealed class Push
    {
        private readonly ConcurrentBag<IWebSocketRoute> _open = [];
        private volatile bool _isDown;

        public Task CutIntoAsync(IBrowserContext browser) => browser.RouteWebSocketAsync("**/app/**", socket =>
        {
            if (_isDown)
            {
                _ = socket.CloseAsync(new() { Code = 1011 });
                return;
            }

            _open.Add(socket);
            socket.ConnectToServer();
        });

        /// <summary>Ends the connections with the code, and every new one before it has begun.</summary>
        public async Task GoDownAsync(int code)
        {
            _isDown = true;
            while (_open.TryTake(out var socket)) await socket.CloseAsync(new() { Code = code });
        }

        public void ComeBack() => _isDown = false;
    }
}

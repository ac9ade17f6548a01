using Messaging.Integration.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Messaging.Integration.Browser;

/// <summary>
/// Requests fail in every way while the socket lives, and the server restarts. In the end the page shows what the
/// server has, in its order, nothing has failed, and everything is read.
/// </summary>
[Collection(BrowserFaultTests.Name)]
public sealed class RecoveryTests
{
    private const string Failing = "The server has a problem.";
    private const string Unreachable = "The server cannot be reached.";

    /// <summary>A request is given up after 10 s, so this one is longer.</summary>
    private static readonly TimeSpan BlackHole = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan Cut = TimeSpan.FromSeconds(2);

    /// <summary>From the first answer of the restarted server to the first event by push, with room for a busy machine.</summary>
    private static readonly TimeSpan Return = TimeSpan.FromSeconds(15);

    [Theory]
    [InlineData(Fault.Aborted, 3, Unreachable)]
    [InlineData(Fault.Unavailable, 3, Failing)]
    [InlineData(Fault.AnswerLost, 3, Unreachable)]
    [InlineData(Fault.BlackHole, 1, Unreachable)]
    public async Task Requests_fail_while_the_socket_lives(Fault fault, int times, string notice)
    {
        await using var app = await WebClient.StartAsync();
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        await using var browser = await Chromium.NewUserAsync(new() { ViewportSize = new() { Width = 1000, Height = 3_000 } });
        var network = new Network(fault);
        await browser.RouteAsync("**/api/**", network.PassAsync);
        var tab = await Tab.OpenAsync(browser, app.Address, an, $"/c/{conversation}");
        await tab.IsLiveAsync();

        var sent = 0;
        for (var time = 0; time < times; time++)
        {
            network.GoDown();
            await WriteAsync();
            await Expect(tab.Banner).ToContainTextAsync(notice);
            await WriteAsync();
            // How long it lasts, not what is waited for.
            await Task.Delay(fault == Fault.BlackHole ? BlackHole : Cut, TestContext.Current.CancellationToken);
            network.ComeBack();
            await WriteAsync();
            await Expect(tab.Banner).Not.ToContainTextAsync(notice);
        }

        await IsAsOnTheServerAsync(tab, an, conversation, sent);
        tab.IsQuiet("net::ERR_FAILED", "503", "Failed to load resource");

        async Task WriteAsync()
        {
            sent += 2;
            await tab.SendAsync($"an {sent}");
            await binh.SendAsync(conversation, $"binh {sent}");
        }
    }

    [Fact]
    public async Task The_network_is_cut_every_few_seconds()
    {
        await using var app = await WebClient.StartAsync();
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        await using var browser = await Chromium.NewUserAsync(new() { ViewportSize = new() { Width = 1000, Height = 3_000 } });
        var tab = await Tab.OpenAsync(browser, app.Address, an, $"/c/{conversation}");
        await tab.IsLiveAsync();

        var sent = 0;
        for (var time = 0; time < 4; time++)
        {
            await browser.SetOfflineAsync(true);
            await Expect(tab.Banner).ToContainTextAsync("You are offline.");
            sent += 2;
            await tab.SendAsync($"an {sent}");
            await binh.SendAsync(conversation, $"binh {sent}");
            await browser.SetOfflineAsync(false);
            sent += 1;
            await tab.SendAsync($"an {sent}");
            await Task.Delay(Cut, TestContext.Current.CancellationToken);
        }

        await tab.IsLiveAsync();
        await IsAsOnTheServerAsync(tab, an, conversation, sent);
        tab.IsQuiet("ERR_INTERNET_DISCONNECTED", "ERR_NETWORK", "WebSocket", "Couldn't get auth info");
    }

    [Fact]
    public async Task The_server_restarts()
    {
        await using var app = await AppProcess.StartNewAsync(new Dictionary<string, string?> { ["ASPNETCORE_WEBROOT"] = WebClient.Folder });
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        await using var browser = await Chromium.NewUserAsync(new() { ViewportSize = new() { Width = 1000, Height = 3_000 } });
        var tab = await Tab.OpenAsync(browser, app.Address, an, $"/c/{conversation}");
        await tab.IsLiveAsync();

        var sent = 0;
        for (var time = 0; time < 2; time++)
        {
            await binh.SendAsync(conversation, $"binh {++sent}");
            await app.KillAsync();
            await tab.SendAsync($"an {++sent}");
            await Expect(tab.Banner).ToContainTextAsync(Unreachable);
            await tab.SendAsync($"an {++sent}");
            await app.StartAsync();

            await Expect(tab.Page.Locator(".shell")).ToHaveAttributeAsync("data-connection", "live", new() { Timeout = (float)Return.TotalMilliseconds });
        }

        await binh.SendAsync(conversation, $"binh {++sent}");
        await IsAsOnTheServerAsync(tab, an, conversation, sent);
        tab.IsQuiet("net::ERR", "WebSocket");
    }

    private static async Task IsAsOnTheServerAsync(Tab tab, Person an, string conversation, int sent)
    {
        await Expect(tab.Bubbles).ToHaveCountAsync(sent, new() { Timeout = 60_000 });
        await Expect(tab.Page.Locator(".bubble.queued, .bubble.sending, .bubble.failed")).ToHaveCountAsync(0, new() { Timeout = 60_000 });
        var items = (await an.ListMessagesAsync(conversation, "limit=100")).Items;
        var stored = items.Select(item => item.GetProperty("body").GetString()!).ToArray();
        Assert.Equal(sent, stored.Distinct().Count());
        Assert.Equal(stored, await tab.Bubbles.AllInnerTextsAsync());
        var own = stored.Where(body => body.StartsWith("an ", StringComparison.Ordinal)).Select(body => int.Parse(body[3..], System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(own.Order(), own);
        var kept = await tab.Page.EvaluateAsync<string[]>("() => Object.keys(localStorage).filter(key => key.startsWith('messaging.queue.'))");
        Assert.Empty(kept);
        // Own messages are not marked, so the cursor may stand before those at the end.
        var last = items.Last(item => item.GetProperty("senderId").GetString() != an.Id).GetProperty("sequence").GetInt64();
        await Eventually.HoldsAsync("the server knows that everything is read", async () =>
        {
            var row = await an.RowAsync(conversation);
            return row.GetProperty("unreadCount").GetInt32() == 0 && row.GetProperty("lastReadSequence").GetInt64() >= last;
        });
    }

    public enum Fault
    {
        /// <summary>The connection breaks before the server has heard.</summary>
        Aborted,

        /// <summary>The server says that it cannot, as when its database is down.</summary>
        Unavailable,

        /// <summary>The server does it, and its answer is lost.</summary>
        AnswerLost,

        /// <summary>Nothing comes back at all.</summary>
        BlackHole,
    }

    /// <summary>The requests of one browser, between it and the server.</summary>
    private sealed class Network(Fault fault)
    {
        private volatile TaskCompletionSource? _down;

        public void GoDown() => _down = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void ComeBack()
        {
            var down = _down;
            _down = null;
            down?.SetResult();
        }

        public async Task PassAsync(IRoute route)
        {
            var down = _down;
            if (down is null)
            {
                await route.ContinueAsync();
                return;
            }

            switch (fault)
            {
                case Fault.Unavailable:
                    await route.FulfillAsync(new()
                    {
                        Status = 503, ContentType = "application/problem+json", Body = """{"status":503,"code":"database_unavailable","retryable":true}""",
                    });
                    return;
                case Fault.AnswerLost:
                    await route.FetchAsync();
                    break;
                case Fault.BlackHole:
                    await down.Task;
                    break;
                default:
                    break;
            }

            await route.AbortAsync();
        }
    }
}

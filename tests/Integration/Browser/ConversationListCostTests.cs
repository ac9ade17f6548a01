using System.Globalization;
using Messaging.Integration.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Messaging.Integration.Browser;

/// <summary>What a message costs the browser of its receiver, by the number of conversations in the list.</summary>
[Collection(BrowserTests.Name)]
public sealed class ConversationListCostTests
{
    private const int Short = 30;
    private const int Long = 2_000;
    private const int Groups = 20;
    private const int WarmUp = 60;
    private const int Messages = 200;
    private const int Burst = 60;
    private const double MostTimes = 1.5;
    private static readonly TimeSpan LongTask = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    [Fact]
    public async Task Message_costs_the_same_in_a_long_list_as_in_a_short_one()
    {
        await using var app = await WebClient.StartAsync();
        var (few, many, sender) = (await Person.RegisterAsync(app.Address), await Person.RegisterAsync(app.Address), await Person.RegisterAsync(app.Address));
        await ManyConversations.WriteAsync(app, few, Short - Groups);
        await ManyConversations.WriteAsync(app, many, Long - Groups);
        var groups = new List<string>();
        for (var i = 1; i <= Groups; i++)
        {
            var group = new { kind = "group", title = $"Group {i}", memberIds = new[] { few.Id, many.Id } };
            groups.Add((await sender.Api.PostAsync("/api/v1/conversations", group)).Is(201).String("id"));
        }

        await using var fewBrowser = await Chromium.NewUserAsync();
        await using var manyBrowser = await Chromium.NewUserAsync();
        var fewTab = await OpenWholeListAsync(fewBrowser, app, few, Short);
        var manyTab = await OpenWholeListAsync(manyBrowser, app, many, Long);
        await SendAsync(sender, groups, WarmUp, [fewTab, manyTab]);

        var fewClock = await ThreadClock.StartAsync(fewTab);
        var manyClock = await ThreadClock.StartAsync(manyTab);
        await SendAsync(sender, groups, WarmUp + Messages, [fewTab, manyTab], WarmUp);
        var fewCost = await fewClock.ElapsedAsync() / Messages;
        var manyCost = await manyClock.ElapsedAsync() / Messages;

        var figures = string.Create(CultureInfo.InvariantCulture, $"{fewCost:0.00} ms with {Short} conversations, {manyCost:0.00} ms with {Long}");
        Assert.True(manyCost <= fewCost * MostTimes, figures);

        await using var trace = await TaskTrace.StartAsync(manyBrowser.Browser!);
        await SendAsync(sender, groups, WarmUp + Messages + Burst, [fewTab, manyTab], WarmUp + Messages);
        var longest = await trace.LongestAsync();
        Assert.InRange(longest, TimeSpan.FromTicks(1), LongTask);
        TestContext.Current.TestOutputHelper?.WriteLine($"{figures}; the longest task {longest.TotalMilliseconds:0} ms");
        fewTab.IsQuiet();
        manyTab.IsQuiet();
    }

    private static async Task<Tab> OpenWholeListAsync(IBrowserContext browser, TestApp app, Person person, int rows)
    {
        var tab = await Tab.OpenAsync(browser, app.Address, person);
        await tab.IsLiveAsync();
        await tab.Page.Locator(".conversations a").First.FocusAsync();
        await tab.Page.Keyboard.PressAsync("End");
        await Expect(tab.Page.Locator(".conversations li").Last).ToHaveAttributeAsync("aria-posinset", $"{rows}", new() { Timeout = 60_000 });
        await tab.Page.Keyboard.PressAsync("Home");
        await Expect(tab.Page.Locator(".conversations li").First).ToBeInViewportAsync();
        return tab;
    }

    /// <summary>20 messages a second, in one group after the other, up to number <paramref name="to"/>; then waits until both have all of them.</summary>
    private static async Task SendAsync(Person sender, List<string> groups, int to, Tab[] tabs, int from = 0)
    {
        var pending = new List<Task>();
        using var timer = new PeriodicTimer(Interval);
        for (var i = from; i < to; i++)
        {
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
            pending.Add(SendPatientlyAsync(sender, groups[i % groups.Count], $"message {i + 1}"));
        }

        await Task.WhenAll(pending);
        foreach (var tab in tabs) await Expect(tab.Page.Locator(".conversations")).ToContainTextAsync($"message {to}", new() { Timeout = 60_000 });
    }

    /// <summary>As a client does: what the server puts off while the machine is busy (503) is sent again with the same id.</summary>
    private static Task SendPatientlyAsync(Person sender, string group, string body)
    {
        var id = Person.NewId();
        return Eventually.HoldsAsync("the message is stored", async () => (await sender.TrySendAsync(group, body, id)).Status is 200 or 201);
    }

    /// <summary>The processor time of the page's main thread, which does not depend on what else the machine does.</summary>
    private sealed class ThreadClock
    {
        private readonly ICDPSession _session;
        private double _start;

        private ThreadClock(ICDPSession session) => _session = session;

        public static async Task<ThreadClock> StartAsync(Tab tab)
        {
            var clock = new ThreadClock(await tab.Page.Context.NewCDPSessionAsync(tab.Page));
            await clock._session.SendAsync("Performance.enable", new() { ["timeDomain"] = "threadTicks" });
            clock._start = await clock.ReadAsync();
            return clock;
        }

        /// <summary>In milliseconds.</summary>
        public async Task<double> ElapsedAsync() => (await ReadAsync() - _start) * 1_000;

        private async Task<double> ReadAsync()
        {
            var answer = await _session.SendAsync("Performance.getMetrics") ?? throw new InvalidOperationException("The browser gives no figures");
            return answer.GetProperty("metrics").EnumerateArray().Single(metric => metric.GetProperty("name").GetString() == "TaskDuration").GetProperty("value").GetDouble();
        }
    }
}

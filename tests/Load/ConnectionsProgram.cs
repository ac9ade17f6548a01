using System.Diagnostics;
using Microsoft.Playwright;

namespace Messaging.Load;

/// <summary>
/// How many connections and channels one person costs the push service, by the number of open tabs:
/// the real web client in a headless Chromium, counted at the broker.
/// </summary>
internal static class ConnectionsProgram
{
    public static async Task<int> RunAsync()
    {
        await using var app = await LoadApp.StartAsync();
        using var an = await LoadUser.RegisterAsync(app.Address);
        using var binh = await LoadUser.RegisterAsync(app.Address);
        var conversation = await an.OpenConversationAsync(binh);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await LoadBrowser.LaunchAsync(playwright);
        var context = await browser.NewUserAsync(an);

        Console.WriteLine("The real web client; in every tab the same conversation is open");
        Console.WriteLine("tabs | connections | channels | subscriptions");
        var tabs = new Stack<IPage>();
        var isExpected = true;
        foreach (var count in new[] { 1, 2, 3, 5 })
        {
            while (tabs.Count < count) tabs.Push(await context.OpenAsync(new Uri(app.Address, $"/c/{conversation}")));
            isExpected &= await ReportAsync(app, count);
        }

        while (tabs.Count > 1) await tabs.Pop().CloseAsync();
        isExpected &= await ReportAsync(app, 1);
        await tabs.Pop().CloseAsync();
        isExpected &= await ReportAsync(app, 0);
        return isExpected ? 0 : 1;
    }

    /// <summary>Waits for what is promised, one connection and two channels a tab, and shows what there is after a minute at most.</summary>
    private static async Task<bool> ReportAsync(LoadApp app, int tabs)
    {
        var clock = Stopwatch.StartNew();
        LoadUsage usage;
        bool isExpected;
        do
        {
            await Task.Delay(500);
            usage = await app.GetUsageAsync();
            isExpected = usage.Connections == tabs && usage.Channels == (tabs == 0 ? 0 : 2) && usage.Subscriptions == tabs * 2;
        }
        while (!isExpected && clock.Elapsed < TimeSpan.FromMinutes(1));
        Console.WriteLine($"{tabs,4} | {usage.Connections,11} | {usage.Channels,8} | {usage.Subscriptions,13}");
        return isExpected;
    }
}

using Microsoft.Playwright;

namespace Messaging.Load;

/// <summary>
/// How soon a person sees something: the real web client in a headless Chromium, in milliseconds from the
/// request of the page.
/// </summary>
internal static class PaintProgram
{
    private const int FreshBrowsers = 10;
    private const int Reloads = 30;
    private const string FirstPaint = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime";

    // Module scripts have run when this event begins.
    private const string FirstRowAfterScripts = "window.firstRow && Math.max(1, window.firstRow - performance.getEntriesByType('navigation')[0].domContentLoadedEventStart)";

    // Checks once per frame, so the result is at most one frame late.
    private const string WatchForRow = """
        (function look() { if (document.querySelector('.sidebar a')) window.firstRow ??= performance.now(); else requestAnimationFrame(look); })()
        """;

    public static async Task<int> RunAsync()
    {
        await using var app = await LoadApp.StartAsync();
        using var an = await LoadUser.RegisterAsync(app.Address);
        using var binh = await LoadUser.RegisterAsync(app.Address);
        await an.SendAsync(await an.OpenConversationAsync(binh), Guid.CreateVersion7(), "Are you coming to lunch at noon?");

        Console.WriteLine($"{Environment.ProcessorCount} processors; browser and app share the machine; milliseconds from the request of the page");
        Console.WriteLine("                                          | loads | median | longest");
        using var playwright = await Playwright.CreateAsync();
        List<double> cold = [], cached = [], rows = [];
        for (var i = 0; i < FreshBrowsers; i++)
        {
            await using var fresh = await LoadBrowser.LaunchAsync(playwright);
            var stranger = await fresh.NewProfileAsync();
            // The first page of a browser that has just started is always slow.
            await NumberAsync(await stranger.OpenAsync(new Uri(app.Address, "/health/live")), FirstPaint);
            cold.Add(await NumberAsync(await stranger.OpenAsync(app.Address), FirstPaint));
        }

        await using var browser = await LoadBrowser.LaunchAsync(playwright);
        var context = await browser.NewUserAsync(an);
        await context.AddInitScriptAsync(WatchForRow);
        for (var i = 0; i < Reloads; i++)
        {
            var page = await context.OpenAsync(app.Address);
            rows.Add(await NumberAsync(page, "window.firstRow"));
            cached.Add(await NumberAsync(page, FirstPaint));
            await page.CloseAsync();
        }

        var keeping = await context.OpenAsync(app.Address);
        // The client keeps what it knows a second after the last change.
        await keeping.WaitForTimeoutAsync(3_000);
        await keeping.CloseAsync();
        await context.RouteAsync("**/api/**", route => route.AbortAsync());
        List<double> kept = [];
        for (var i = 0; i < Reloads; i++)
        {
            var page = await context.OpenAsync(app.Address);
            kept.Add(await NumberAsync(page, FirstRowAfterScripts));
            await page.CloseAsync();
        }

        Report("first paint, nothing cached, sign-in page", cold);
        Report("first paint, cached, conversation list", cached);
        Report("first conversation in the list, cached", rows);
        Report("the same without the API, after scripts", kept);
        return 0;
    }

    /// <summary>Waits until the expression has a value.</summary>
    private static async Task<double> NumberAsync(IPage page, string expression) =>
        await (await page.WaitForFunctionAsync(expression)).JsonValueAsync<double>();

    private static void Report(string name, List<double> times)
    {
        times.Sort();
        Console.WriteLine(FormattableString.Invariant($"{name,-41} | {times.Count,5} | {times[times.Count / 2],6:0} | {times[^1],7:0}"));
    }
}

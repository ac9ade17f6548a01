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

    // Looked at once a frame, so it is late by a frame at most.
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
        List<double> cold = [], cached = [], rows = [];
        for (var i = 0; i < FreshBrowsers; i++)
        {
            await using var fresh = await Chromium.StartAsync();
            // A browser that has just started is slow with its first page, whatever it is.
            await (await fresh.OpenTabAsync(new Uri(app.Address, "/health/live"))).NumberAsync(FirstPaint, app.Address);
            var tab = await fresh.OpenTabAsync(app.Address);
            cold.Add(await tab.NumberAsync(FirstPaint, app.Address));
        }

        await using var chromium = await Chromium.StartAsync();
        await chromium.SignInAsync(an, app.Address);
        for (var i = 0; i < Reloads; i++)
        {
            var tab = await chromium.OpenTabAsync(app.Address);
            await tab.EvaluateAsync(WatchForRow, app.Address);
            rows.Add(await tab.NumberAsync("window.firstRow", app.Address));
            cached.Add(await tab.NumberAsync(FirstPaint, app.Address));
            await tab.CloseAsync();
        }

        Report("first paint, nothing cached, sign-in page", cold);
        Report("first paint, cached, conversation list", cached);
        Report("first conversation in the list, cached", rows);
        return 0;
    }

    private static void Report(string name, List<double> times)
    {
        times.Sort();
        Console.WriteLine(FormattableString.Invariant($"{name,-41} | {times.Count,5} | {times[times.Count / 2],6:0} | {times[^1],7:0}"));
    }
}

using Messaging.Integration.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Messaging.Integration.Browser;

/// <summary>Front ends of strangers, each on its own origin, in one conversation.</summary>
[Collection(BrowserFaultTests.Name)]
public sealed class FrontEndsTests
{
    [Fact]
    public async Task Pages_of_Next_and_Vite_and_a_widget_chat_with_each_other()
    {
        var address = new Uri($"http://127.0.0.1:{StrangerSite.FreePort()}");
        await using var vite = await StrangerSite.StartAsync("vite-beside-next/dist");
        await using var shop = await HostPage.StartAsync();
        await using var app = await WebClient.StartAsync(new Dictionary<string, string?>
        {
            ["Cors:Origins"] = string.Join(',', [address.GetLeftPart(UriPartial.Authority), vite.Address.GetLeftPart(UriPartial.Authority), shop.Origin]),
        });
        var (an, binh) = (await Person.RegisterAsync(app.Address, displayName: "An Trần"), await Person.RegisterAsync(app.Address, displayName: "Bình Lê"));
        vite.SignIn(binh);
        shop.Give("an", () => an.AccessToken);
        var programs = Stranger.Programs("React with Vite");
        var folder = await Stranger.WriteAsync("vite-beside-next", programs, app.Address);
        await Node.RunInAsync(folder, "node", Stranger.Tool("vite/bin/vite.js"), "build");
        await using var next = await StartNextAsync(address, app.Address, an, programs["src/Chat.tsx"]);
        await using var browser = await Chromium.NewUserAsync(new() { ViewportSize = new() { Width = 400, Height = 560 } });
        var faults = new List<string>();

        var nextPage = await StrangerSite.OpenAsync(browser, address, binh, faults);
        var vitePage = await StrangerSite.OpenAsync(browser, vite.Address, an, faults);
        var shopPage = await shop.OpenAsync(browser, app, WidgetTests.PageOf($"""<messaging-widget token-url="/an-token" user="{binh.Id}"></messaging-widget>"""));
        var widget = await HostPage.ClickAsync(shopPage.Locator("messaging-widget"));
        await StrangerSite.SayAsync(nextPage, "Hello from Next.js");
        await Expect(vitePage.GetByRole(AriaRole.Listitem)).ToHaveTextAsync(["Hello from Next.js"]);
        await StrangerSite.SayAsync(vitePage, "Hello from Vite");
        await Expect(widget.Locator(".bubble")).ToHaveTextAsync(["Hello from Next.js", "Hello from Vite"]);
        await widget.Locator("textarea").FillAsync("Hello from the widget");
        await widget.Locator("textarea").PressAsync("Enter");

        string[] all = ["Hello from Next.js", "Hello from Vite", "Hello from the widget"];
        await Expect(nextPage.GetByRole(AriaRole.Listitem)).ToHaveTextAsync(all);
        await Expect(vitePage.GetByRole(AriaRole.Listitem)).ToHaveTextAsync(all);
        await Expect(widget.Locator(".bubble")).ToHaveTextAsync(all);
        foreach (var (page, name) in new[] { (nextPage, "next"), (vitePage, "vite"), (shopPage, "widget") })
        {
            await page.ScreenshotAsync(new() { Path = new Screens("front-ends").PathOf(name) });
        }

        Assert.Equal([], faults);
        shop.IsQuiet();
        await HasServerTextAsync(address);
    }

    /// <summary>The server component imports the package too: its text comes with the first HTML.</summary>
    private static async Task HasServerTextAsync(Uri address)
    {
        using var http = new HttpClient();
        var html = await http.GetStringAsync(address, TestContext.Current.CancellationToken);
        Assert.Contains("characters at most", html, StringComparison.Ordinal);
        Assert.Contains("Connecting…", html, StringComparison.Ordinal);
    }

    private static async Task<NodeProcess> StartNextAsync(Uri address, Uri server, Person person, string chat)
    {
        var programs = new Dictionary<string, string>(Stranger.Programs("Next.js")) { ["app/chat.tsx"] = $"'use client';\n\n{chat}" };
        var folder = await Stranger.WriteAsync("next", programs, server);
        var tool = Stranger.Tool("next/dist/bin/next");
        await Node.RunInAsync(folder, "node", tool, "build");
        var variables = new Dictionary<string, string> { ["NEXT_TELEMETRY_DISABLED"] = "1", ["TOKEN"] = person.AccessToken };
        var next = NodeProcess.Start(folder, variables, tool, "start", "--hostname", address.Host, "--port", $"{address.Port}");
        await Eventually.HoldsAsync("Next listens", () => IsThereAsync(address), TimeSpan.FromMinutes(1));
        return next;
    }

    private static async Task<bool> IsThereAsync(Uri address)
    {
        using var http = new HttpClient();
        try
        {
            return (await http.GetAsync(new Uri(address, "/token"), TestContext.Current.CancellationToken)).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}

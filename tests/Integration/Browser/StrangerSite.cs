using System.Net;
using System.Net.Sockets;
using Messaging.Integration.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Messaging.Integration.Browser;

/// <summary>A stranger's own server: the files of an app, the packages beside them, and the token of the signed-in user.</summary>
internal sealed class StrangerSite : IAsyncDisposable
{
    private readonly WebApplication _site;
    private string _token = "";

    private StrangerSite(WebApplication site) => _site = site;

    public Uri Address => new(_site.Urls.Single());

    public static async Task<StrangerSite> StartAsync(string app)
    {
        var folder = Stranger.FolderOf(app);
        Directory.CreateDirectory(folder);
        Directory.CreateDirectory(Stranger.Tool(""));
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var site = new StrangerSite(builder.Build());
        site._site.MapGet("/token", () => Results.Text(site._token));
        site._site.MapGet("/{**path}", (string? path) => FileOf(folder, path ?? ""));
        await site._site.StartAsync(TestContext.Current.CancellationToken);
        return site;
    }

    public void SignIn(Person person) => _token = person.AccessToken;

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    /// <summary>Opens a page of docs/add-chat.md and waits until it is live.</summary>
    public static async Task<IPage> OpenAsync(IBrowserContext browser, Uri site, Person with, List<string> faults)
    {
        var page = await browser.NewPageAsync();
        page.PageError += (_, error) => faults.Add(error);
        await page.GotoAsync(new Uri(site, $"?with={with.Id}").ToString());
        await Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("live");
        return page;
    }

    public static async Task SayAsync(IPage page, string body)
    {
        await page.GetByLabel("Message").FillAsync(body);
        await page.GetByLabel("Message").PressAsync("Enter");
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static IResult FileOf(string folder, string path)
    {
        const string Packages = "node_modules/";
        var file = path.StartsWith(Packages, StringComparison.Ordinal)
            ? new PhysicalFileProvider(Stranger.Tool("")).GetFileInfo(path[Packages.Length..])
            : new PhysicalFileProvider(folder).GetFileInfo(path.Length == 0 ? "index.html" : path);
        if (!file.Exists) return Results.NotFound();
        return Results.File(file.PhysicalPath!, file.Name.EndsWith(".html", StringComparison.Ordinal) ? "text/html" : "text/javascript");
    }
}

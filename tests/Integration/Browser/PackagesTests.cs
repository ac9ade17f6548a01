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

/// <summary>The npm packages as strangers use them: from the tarballs, on another origin, with the programs of docs/add-chat.md.</summary>
[Collection(BrowserTests.Name)]
public sealed class PackagesTests
{
    private static readonly Dictionary<string, string> Quiet = new() { ["NEXT_TELEMETRY_DISABLED"] = "1" };
    private string _token = "";

    [Fact]
    public async Task A_page_without_a_framework_or_bundler_chats()
    {
        await using var site = await ServeAsync("plain");
        await using var app = await StartAppAsync(site.Urls.Single());
        await Stranger.WriteAsync("plain", Stranger.Programs("Plain JavaScript"), app.Address);

        await ChatAsync(app, new Uri(site.Urls.Single()));
    }

    [Fact]
    public Task A_React_app_that_Vite_has_built_chats() => ChatWithViteAsync("vite", Stranger.Programs("React with Vite"));

    [Fact]
    public Task An_app_on_React_18_chats() => ChatWithViteAsync("vite-18", new Dictionary<string, string>(Stranger.Programs("React with Vite"))
    {
        ["vite.config.js"] = "export default { resolve: { alias: { react: 'react-18', 'react-dom': 'react-dom-18' } } };",
    });

    [Fact]
    public Task A_web_worker_chats() => ChatWithViteAsync("worker", Stranger.Programs("A web worker with Vite"));

    [Fact]
    public async Task An_App_Router_app_of_Next_chats_in_its_production_build()
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        await using var app = await StartAppAsync(address.GetLeftPart(UriPartial.Authority));
        var chat = Stranger.Programs("React with Vite")["src/Chat.tsx"];
        var programs = new Dictionary<string, string>(Stranger.Programs("Next.js")) { ["app/chat.tsx"] = $"'use client';\n\n{chat}" };
        var folder = await Stranger.WriteAsync("next", programs, app.Address);
        var (an, binh) = await RegisterAsync(app);
        var next = Stranger.Tool("next/dist/bin/next");
        await Node.RunInAsync(folder, "node", next, "build");
        var variables = new Dictionary<string, string>(Quiet) { ["TOKEN"] = an.AccessToken };
        await using var site = NodeProcess.Start(folder, variables, next, "start", "--hostname", address.Host, "--port", $"{address.Port}");
        await Eventually.HoldsAsync("Next listens", () => IsThereAsync(address), TimeSpan.FromMinutes(1));

        await ChatAsync(address, an, binh);

        using var http = new HttpClient();
        var html = await http.GetStringAsync(address, TestContext.Current.CancellationToken);
        Assert.Contains("characters at most", html, StringComparison.Ordinal);
        Assert.Contains("Connecting…", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bot_in_Node_answers()
    {
        await using var app = await StartAppAsync("http://127.0.0.1:1");
        var (an, bot) = (await Person.RegisterAsync(app.Address), await Person.RegisterAsync(app.Address));
        var folder = await Stranger.WriteAsync("bot", Stranger.Programs("A bot in Node"), app.Address);
        var variables = new Dictionary<string, string> { ["BOT_NAME"] = bot.UserName, ["BOT_PASSWORD"] = Person.Password };
        await using var program = NodeProcess.Start(folder, variables, "bot.mjs");
        var conversation = await an.OpenAsync(bot);

        await an.SendAsync(conversation, "hello");
        await HasAsync(an, conversation, "You said: hello", () => program.Output);
        await an.SendAsync(conversation, "are you there?");
        await HasAsync(an, conversation, "You said: are you there?", () => program.Output);

        Assert.False(program.HasExited, program.Output);
        Assert.Equal("", program.Output.Trim());
    }

    [Fact]
    public async Task Importing_the_packages_in_Node_does_nothing_and_lets_the_process_end()
    {
        var folder = await Stranger.WriteAsync("import", new Dictionary<string, string>
        {
            ["import.mjs"] = "const all = [await import('@messaging/client'), await import('@messaging/react')];\nconsole.log(all.every((one) => Object.keys(one).length > 10));\n",
        }, new Uri("http://127.0.0.1:1"));

        Assert.Equal("true", (await Node.RunInAsync(folder, "node", "import.mjs")).Trim());
    }

    [Theory]
    [InlineData("client", "A bot in Node", "bot.mjs")]
    [InlineData("react", "React with Vite", "src/main.tsx")]
    public void First_example_of_the_package_is_one_that_runs_here(string package, string section, string file)
    {
        var readme = File.ReadAllText(Path.Combine(WebClient.Folder, "..", "ClientApp", "packages", package, "README.md"));

        Assert.Contains(Stranger.Programs(section)[file], readme, StringComparison.Ordinal);
    }

    private async Task ChatWithViteAsync(string name, IReadOnlyDictionary<string, string> programs)
    {
        await using var site = await ServeAsync($"{name}/dist");
        await using var app = await StartAppAsync(site.Urls.Single());
        var folder = await Stranger.WriteAsync(name, programs, app.Address);
        await Node.RunInAsync(folder, "node", Stranger.Tool("vite/bin/vite.js"), "build");

        await ChatAsync(app, new Uri(site.Urls.Single()));
    }

    private async Task ChatAsync(TestApp app, Uri site)
    {
        var (an, binh) = await RegisterAsync(app);
        await ChatAsync(site, an, binh);
    }

    /// <summary>An looks at the page and gets by push what Binh writes; what An writes there reaches Binh.</summary>
    private static async Task ChatAsync(Uri site, Person an, Person binh)
    {
        await using var browser = await Chromium.NewUserAsync();
        var page = await browser.NewPageAsync();
        var faults = new List<string>();
        page.PageError += (_, error) => faults.Add(error);
        await page.GotoAsync(new Uri(site, $"?with={binh.Id}").ToString());
        await Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("live");
        var conversation = await an.OpenAsync(binh);

        await binh.SendAsync(conversation, "hello over there");
        await Expect(page.GetByRole(AriaRole.Listitem)).ToHaveTextAsync(["hello over there"]);
        await page.GetByLabel("Message").FillAsync("hello from here");
        await page.GetByLabel("Message").PressAsync("Enter");
        await HasAsync(binh, conversation, "hello from here", () => string.Join('\n', faults));

        await Expect(page.GetByRole(AriaRole.Listitem)).ToHaveTextAsync(["hello over there", "hello from here"]);
        await Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("live");
        Assert.Equal([], faults);
    }

    private static Task HasAsync(Person person, string conversation, string body, Func<string> log) => Eventually.HoldsAsync(
        $"{body} is there; {log()}",
        async () => (await person.ListMessagesAsync(conversation)).Is(200).Text.Contains($"\"{body}\"", StringComparison.Ordinal));

    private async Task<(Person An, Person Binh)> RegisterAsync(TestApp app)
    {
        var an = await Person.RegisterAsync(app.Address);
        _token = an.AccessToken;
        return (an, await Person.RegisterAsync(app.Address));
    }

    private static Task<TestApp> StartAppAsync(string origin) =>
        TestApp.StartAsync(settings: new Dictionary<string, string?> { ["Cors:Origins"] = origin });

    /// <summary>The stranger's own server: files, the packages beside them, and the token of who is signed in.</summary>
    private async Task<WebApplication> ServeAsync(string app)
    {
        var folder = Stranger.FolderOf(app);
        Directory.CreateDirectory(folder);
        Directory.CreateDirectory(Stranger.Tool(""));
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var site = builder.Build();
        site.MapGet("/token", () => Results.Text(_token));
        site.MapGet("/{**path}", (string? path) => ServeFile(folder, path ?? ""));
        await site.StartAsync(TestContext.Current.CancellationToken);
        return site;
    }

    private static IResult ServeFile(string folder, string path)
    {
        const string Packages = "node_modules/";
        var file = path.StartsWith(Packages, StringComparison.Ordinal)
            ? new PhysicalFileProvider(Stranger.Tool("")).GetFileInfo(path[Packages.Length..])
            : new PhysicalFileProvider(folder).GetFileInfo(path.Length == 0 ? "index.html" : path);
        if (!file.Exists) return Results.NotFound();
        return Results.File(file.PhysicalPath!, file.Name.EndsWith(".html", StringComparison.Ordinal) ? "text/html" : "text/javascript");
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

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

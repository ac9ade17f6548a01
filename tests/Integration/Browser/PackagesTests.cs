using Messaging.Integration.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Messaging.Integration.Browser;

/// <summary>The npm packages as strangers use them: from the tarballs, on another origin, with the programs of docs/add-chat.md.</summary>
[Collection(BrowserFaultTests.Name)]
public sealed class PackagesTests
{
    [Fact]
    public async Task A_page_without_a_framework_or_bundler_chats()
    {
        await using var site = await StrangerSite.StartAsync("plain");
        await using var app = await StartAppAsync(site);
        await Stranger.WriteAsync("plain", Stranger.Programs("Plain JavaScript"), app.Address);

        await ChatAsync(app, site);
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
    public async Task A_bot_in_Node_answers()
    {
        await using var app = await TestApp.StartAsync();
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

    private static async Task ChatWithViteAsync(string name, IReadOnlyDictionary<string, string> programs)
    {
        await using var site = await StrangerSite.StartAsync($"{name}/dist");
        await using var app = await StartAppAsync(site);
        var folder = await Stranger.WriteAsync(name, programs, app.Address);
        await Node.RunInAsync(folder, "node", Stranger.Tool("vite/bin/vite.js"), "build");

        await ChatAsync(app, site);
    }

    /// <summary>An looks at the page and gets by push what Binh writes; what An writes there reaches Binh.</summary>
    private static async Task ChatAsync(TestApp app, StrangerSite site)
    {
        var (an, binh) = (await Person.RegisterAsync(app.Address), await Person.RegisterAsync(app.Address));
        site.SignIn(an);
        await using var browser = await Chromium.NewUserAsync();
        var faults = new List<string>();
        var page = await StrangerSite.OpenAsync(browser, site.Address, binh, faults);
        var conversation = await an.OpenAsync(binh);

        await binh.SendAsync(conversation, "hello over there");
        await Expect(page.GetByRole(AriaRole.Listitem)).ToHaveTextAsync(["hello over there"]);
        await StrangerSite.SayAsync(page, "hello from here");
        await HasAsync(binh, conversation, "hello from here", () => string.Join('\n', faults));

        await Expect(page.GetByRole(AriaRole.Listitem)).ToHaveTextAsync(["hello over there", "hello from here"]);
        await Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("live");
        Assert.Equal([], faults);
    }

    private static Task HasAsync(Person person, string conversation, string body, Func<string> log) => Eventually.HoldsAsync(
        $"{body} is there; {log()}",
        async () => (await person.ListMessagesAsync(conversation)).Is(200).Text.Contains($"\"{body}\"", StringComparison.Ordinal));

    private static Task<TestApp> StartAppAsync(StrangerSite site) =>
        TestApp.StartAsync(settings: new Dictionary<string, string?> { ["Cors:Origins"] = site.Address.GetLeftPart(UriPartial.Authority) });
}

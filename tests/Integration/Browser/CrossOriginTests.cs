using System.Text.RegularExpressions;
using Messaging.Integration.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using Xunit;

namespace Messaging.Integration.Browser;

/// <summary>A page on another port than the app, which is another origin, with the code of docs/realtime.md and pusher-js.</summary>
[Collection(BrowserFaultTests.Name)]
public sealed partial class CrossOriginTests
{
    [Fact]
    public async Task A_page_of_a_listed_origin_signs_in_opens_a_chat_and_gets_messages_by_push()
    {
        await using var site = await ServePageAsync();
        await using var app = await TestApp.StartAsync(settings: new Dictionary<string, string?> { ["Cors:Origins"] = site.Urls.Single() });
        var (an, binh) = (await Person.RegisterAsync(app.Address), await Person.RegisterAsync(app.Address));
        await using var browser = await Chromium.NewUserAsync();
        var page = await OpenAsync(browser, site);

        var conversation = await EnterChatAsync(page, app, an, binh);
        await binh.SendAsync(conversation, "hello over there");

        Assert.Equal("hello over there", await page.EvaluateAsync<string>("() => window.received"));
        Assert.Equal("open", await OpenSocketAsync(page, app));
    }

    [Fact]
    public async Task A_page_of_another_origin_reads_nothing_and_opens_no_socket()
    {
        await using var site = await ServePageAsync();
        await using var app = await TestApp.StartAsync(settings: new Dictionary<string, string?> { ["Cors:Origins"] = "http://127.0.0.1:1" });
        var (an, binh) = (await Person.RegisterAsync(app.Address), await Person.RegisterAsync(app.Address));
        await using var browser = await Chromium.NewUserAsync();
        var page = await OpenAsync(browser, site);

        var failure = await Assert.ThrowsAsync<PlaywrightException>(() => EnterChatAsync(page, app, an, binh));

        Assert.Contains("Failed to fetch", failure.Message, StringComparison.Ordinal);
        Assert.Equal("refused", await OpenSocketAsync(page, app));
    }

    private static Task<string> EnterChatAsync(IPage page, TestApp app, Person an, Person binh) => page.EvaluateAsync<string>(
        $$"""
        async ([userName, password, userId]) => {
          let token = "none yet";
          {{DocumentedClient(app.Address)}}
          const post = async (path, body) => (await api(path, {
            method: "POST", headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` }, body: JSON.stringify(body),
          })).json();
          token = (await post("/api/v1/auth/login", { userName, password })).accessToken;
          const conversation = await post("/api/v1/conversations", { kind: "direct", userId });
          pusher.signin();
          const channel = pusher.subscribe(`presence-chat-${conversation.id}`);
          window.received = new Promise(resolve => channel.bind("new-message", ({ message }) => resolve(message.body)));
          await new Promise((resolve, reject) => {
            channel.bind("pusher:subscription_succeeded", resolve);
            channel.bind("pusher:subscription_error", error => reject(new Error(JSON.stringify(error))));
          });
          return conversation.id;
        }
        """,
        new[] { an.UserName, Person.Password, binh.Id });

    private static Task<string> OpenSocketAsync(IPage page, TestApp app) => page.EvaluateAsync<string>(
        """
        address => new Promise(resolve => {
          const socket = new WebSocket(address);
          socket.onopen = () => resolve("open");
          socket.onerror = () => resolve("refused");
        })
        """,
        $"ws://{app.Address.Authority}/app/{TestApp.PushKey}?protocol=7");

    private static string DocumentedClient(Uri app)
    {
        var text = File.ReadAllText(Path.Combine(Node.Folder, "..", "..", "..", "docs", "realtime.md"));
        var code = CodeBlock().Match(text, text.IndexOf("### From another origin", StringComparison.Ordinal)).Groups["code"].Value;
        Assert.Contains("\"https://chat.example.com\"", code, StringComparison.Ordinal);
        return code.Replace("https://chat.example.com", app.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal);
    }

    private static async Task<IPage> OpenAsync(IBrowserContext browser, WebApplication site)
    {
        var page = await browser.NewPageAsync();
        await page.GotoAsync(site.Urls.Single());
        return page;
    }

    /// <summary>A server with nothing but a page and pusher-js.</summary>
    private static async Task<WebApplication> ServePageAsync()
    {
        await Node.InstallAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var site = builder.Build();
        site.MapGet("/", () => Results.Content("""<!doctype html><title>Elsewhere</title><script src="/pusher.js"></script>""", "text/html"));
        site.MapGet("/pusher.js", () => Results.File(Path.Combine(Node.Folder, "node_modules", "pusher-js", "dist", "web", "pusher.js"), "text/javascript"));
        await site.StartAsync(TestContext.Current.CancellationToken);
        return site;
    }

    [GeneratedRegex(@"```js\n(?<code>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CodeBlock();
}

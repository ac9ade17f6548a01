using Messaging.Integration.Support;
using Microsoft.Playwright;
using Shop;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Messaging.Integration.Browser;

/// <summary>The widget in the page of somebody else, which is on another origin and has a strict policy.</summary>
[Collection(BrowserFaultTests.Name)]
public sealed class WidgetTests
{
    private const string Secret = "a-secret-of-the-shop-and-of-the-chat-server";

    [Fact]
    public async Task Two_people_chat_through_two_widgets_of_one_page()
    {
        await using var host = await HostPage.StartAsync();
        await using var app = await host.StartAppAsync();
        var (an, binh) = (await Person.RegisterAsync(app.Address, displayName: "An"), await Person.RegisterAsync(app.Address, displayName: "Bình"));
        host.Give("an", () => an.AccessToken);
        host.Give("binh", () => binh.AccessToken);
        await using var browser = await Chromium.NewUserAsync();
        var page = await host.OpenAsync(browser, app, PageOf(
            $"""<messaging-widget label="Chat of An" token-url="/an-token" user="{binh.Id}" theme="light"></messaging-widget>""",
            $"""<messaging-widget label="Chat of Bình" token-url="/binh-token" class="other" theme="dark" locale="vi"></messaging-widget>"""));
        var (left, right) = (page.Locator(".other"), page.Locator("messaging-widget:not(.other)"));
        await page.EvaluateAsync("() => { window.counts = []; document.querySelector('.other').addEventListener('unread', ({ detail }) => counts.push(detail.count)); }");

        var chatOfAn = await HostPage.ClickAsync(right);
        await Expect(chatOfAn.Locator("textarea")).ToBeFocusedAsync();
        await chatOfAn.Locator("textarea").FillAsync("Hello from the right");
        await chatOfAn.Locator("textarea").PressAsync("Enter");
        await Expect(left.Locator(".badge")).ToHaveTextAsync("1");
        await Expect(left.Locator(".launcher")).ToHaveAttributeAsync("aria-label", "Chat of Bình, 1 tin nhắn chưa đọc");
        var chatOfBinh = await HostPage.ClickAsync(left);
        await chatOfBinh.Locator("a.conversation").ClickAsync();
        await Expect(chatOfBinh.Locator(".bubble")).ToHaveTextAsync(["Hello from the right"]);
        await chatOfBinh.Locator("textarea").FillAsync("Xin chào!");
        await chatOfBinh.Locator("textarea").PressAsync("Enter");

        await Expect(chatOfAn.Locator(".bubble")).ToHaveTextAsync(["Hello from the right", "Xin chào!"]);
        await Expect(left.Locator(".badge")).ToBeEmptyAsync();
        Assert.Equal("1, 0", await page.EvaluateAsync<string>("() => counts.join(', ')"));
        await Expect(chatOfAn).ToBeInViewportAsync(new() { Ratio = 1 });
        await Expect(chatOfBinh).ToBeInViewportAsync(new() { Ratio = 1 });
        await Axe.FindsNothingAsync(page, "two widgets");
        await page.ScreenshotAsync(new() { Path = new Screens("widget").PathOf("two") });
        host.IsQuiet();
    }

    [Fact]
    public async Task Keyboard_opens_and_closes_it_and_the_page_around_hears_nothing_of_it()
    {
        await using var host = await HostPage.StartAsync();
        await using var app = await host.StartAppAsync();
        var (an, _, _) = await Screens.TalkAsync(app);
        host.Give("an", () => an.AccessToken);
        await using var browser = await Chromium.NewUserAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        var page = await host.OpenAsync(browser, app, PageOf("""<messaging-widget token-url="/an-token"></messaging-widget>"""));
        await page.EvaluateAsync("""
            () => {
              window.heard = [];
              for (const name of ['open', 'close']) document.querySelector('messaging-widget').addEventListener(name, () => heard.push(name));
              document.addEventListener('keydown', event => heard.push(event.key));
            }
            """);
        var widget = page.Locator("messaging-widget");
        var launcher = widget.Locator(".launcher");

        await launcher.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(launcher).ToHaveAttributeAsync("aria-expanded", "true");
        await Expect(widget.GetByRole(AriaRole.Heading, new() { Name = "Conversations" })).ToBeFocusedAsync();
        await Expect(widget.Locator("a.conversation").First).ToBeVisibleAsync();
        await Axe.FindsNothingAsync(page, "list in a widget");
        await page.ScreenshotAsync(new() { Path = new Screens("widget").PathOf("list") });
        await widget.Locator("a.conversation").Filter(new() { HasText = "Linh" }).PressAsync("Enter");
        await Expect(widget.Locator("textarea")).ToBeFocusedAsync();
        await widget.GetByRole(AriaRole.Button, new() { Name = "Details" }).ClickAsync();
        await Expect(widget.Locator("dialog")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(widget.Locator("dialog")).ToHaveCountAsync(0);
        await page.ScreenshotAsync(new() { Path = new Screens("widget").PathOf("chat") });
        await page.Keyboard.PressAsync("Escape");

        await Expect(launcher).ToHaveAttributeAsync("aria-expanded", "false");
        await Expect(launcher).ToBeFocusedAsync();
        Assert.Equal(["open", "close"], await page.EvaluateAsync<string[]>("() => heard"));
        Assert.Equal(host.Origin, new Uri(page.Url).GetLeftPart(UriPartial.Authority));
        Assert.Equal("/", new Uri(page.Url).AbsolutePath);
        host.IsQuiet();
    }

    [Fact]
    public async Task Token_is_fetched_again_when_it_is_at_its_end_and_when_the_server_refuses_it()
    {
        await using var host = await HostPage.StartAsync();
        await using var app = await host.StartAppAsync();
        var (an, binh, conversation) = await Person.PairAsync(app.Address);
        var token = an.AccessToken;
        host.Give("an", () => token);
        await using var browser = await Chromium.NewUserAsync();
        var page = await host.OpenAsync(browser, app, PageOf($"""<messaging-widget token-url="/an-token" conversation="{conversation}"></messaging-widget>"""));
        var chat = await HostPage.ClickAsync(page.Locator("messaging-widget"));
        await Expect(chat.Locator("textarea")).ToBeFocusedAsync();
        Assert.Equal(1, host.Asked("an"));

        var next = await Person.LogInAsync(app.Address, an.UserName);
        token = next.AccessToken;
        (await next.Api.PostAsync("/api/v1/me/sessions/end-others")).Is(204);
        await chat.Locator("textarea").FillAsync("with the next token");
        await chat.Locator("textarea").PressAsync("Enter");

        await Expect(chat.Locator(".message-status")).ToContainTextAsync("Sent");
        Assert.Equal(2, host.Asked("an"));
        Assert.Single((await binh.ListMessagesAsync(conversation)).Items);
        token = null;
        var last = await Person.LogInAsync(app.Address, an.UserName);
        (await last.Api.PostAsync("/api/v1/me/sessions/end-others")).Is(204);
        await Expect(chat.GetByRole(AriaRole.Alert).First).ToContainTextAsync("Your session has ended");
        host.IsQuiet("401");
    }

    [Fact]
    public async Task Signing_out_ends_the_chat_and_wipes_what_it_has_stored()
    {
        await using var host = await HostPage.StartAsync();
        await using var app = await host.StartAppAsync();
        var (an, _, conversation) = await Person.PairAsync(app.Address);
        host.Give("an", () => an.AccessToken);
        await using var browser = await Chromium.NewUserAsync();
        var page = await host.OpenAsync(browser, app, PageOf($"""<messaging-widget conversation="{conversation}"></messaging-widget>"""));
        await page.EvaluateAsync("""
            () => {
              localStorage.setItem('of the page', 'stays');
              document.querySelector('messaging-widget').getToken = async () => (await fetch('/an-token')).text();
            }
            """);
        var widget = page.Locator("messaging-widget");
        var chat = await HostPage.ClickAsync(widget);
        await chat.Locator("textarea").FillAsync("a draft");
        await browser.SetOfflineAsync(true);
        await chat.Locator("textarea").FillAsync("not sent yet");
        await chat.Locator("textarea").PressAsync("Enter");
        await chat.Locator("textarea").FillAsync("a secret draft");
        Assert.Equal(3, await page.EvaluateAsync<int>("() => Object.keys(localStorage).filter(key => !key.startsWith('pusher')).length"));

        await page.EvaluateAsync("() => document.querySelector('messaging-widget').signOut()");
        await browser.SetOfflineAsync(false);

        // pusher-js remembers there whether sockets work, and nothing of anybody.
        Assert.Equal(["of the page"], await page.EvaluateAsync<string[]>("() => Object.keys(localStorage).filter(key => !key.startsWith('pusher'))"));
        await Expect(chat).ToBeHiddenAsync();
        await HostPage.ClickAsync(widget);
        await Expect(chat).ToContainTextAsync("You are signed out.");
        Assert.Equal(1, host.Asked("an"));
        host.IsQuiet("ERR_INTERNET_DISCONNECTED", "WebSocket is already");
    }

    [Fact]
    public async Task Page_of_the_document_chats_with_tokens_of_its_own_app()
    {
        await using var host = await HostPage.StartAsync();
        await using var app = await host.StartAppAsync(new()
        {
            ["Auth:Jwt:SigningKey"] = Secret, ["Auth:Jwt:Issuer"] = "https://app.example.com", ["Auth:Jwt:Audience"] = "chat",
        });
        var tokens = new ChatTokens(Secret, TimeProvider.System);
        host.Give("chat", () => tokens.For("42", "Minh Nguyễn"));
        var me = (await new ApiClient(app.Address, tokens.For("42", "Minh Nguyễn")).GetAsync("/api/v1/me")).Is(200);
        var linh = await Person.RegisterAsync(app.Address, displayName: "Linh Trần");
        var conversation = (await linh.Api.PostAsync("/api/v1/conversations", new { kind = "direct", userId = me.String("id") })).Is(201).String("id");
        await linh.SendAsync(conversation, "Hello!");
        await using var browser = await Chromium.NewUserAsync();
        var page = await host.OpenAsync(browser, app, Stranger.Programs("ASP.NET Core with the widget")["wwwroot/index.html"]);

        await Expect(page.Locator("messaging-widget .badge")).ToHaveTextAsync("1");
        var chat = await HostPage.ClickAsync(page.Locator("messaging-widget"));
        await chat.Locator("a.conversation").ClickAsync();
        await Expect(chat.Locator(".bubble")).ToHaveTextAsync(["Hello!"]);
        await chat.Locator("textarea").FillAsync("Hello from the shop");
        await chat.Locator("textarea").PressAsync("Enter");

        await Eventually.HoldsAsync("Linh has it", async () => (await linh.ListMessagesAsync(conversation)).Items.Length == 2);
        host.IsQuiet();
    }

    /// <summary>The class that signs tokens is compiled into these tests, word for word.</summary>
    [Fact]
    public void Program_of_the_document_is_the_one_that_runs_here() => Assert.Equal(
        File.ReadAllText(Path.Combine(Node.Folder, "..", "Support", "ChatTokens.cs")),
        Stranger.Programs("ASP.NET Core with the widget")["ChatTokens.cs"]);

    internal static string PageOf(params string[] widgets) => $"""
        <!doctype html>
        <html lang="en">
          <head>
            <meta charset="utf-8">
            <title>Shop</title>
            <link rel="stylesheet" href="/site.css">
            <script type="module" src="https://chat.example.com/widget.js"></script>
          </head>
          <body><main><h1>Shop</h1><p>Tea and cups.</p></main>{string.Concat(widgets)}</body>
        </html>
        """;
}

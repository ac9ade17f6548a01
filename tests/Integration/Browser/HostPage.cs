using System.Collections.Concurrent;
using Messaging.Integration.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Messaging.Integration.Browser;

/// <summary>
/// The page of somebody else, on an origin of its own, with widgets in it. Its policy allows the origin of the chat and
/// nothing else: no inline script, no inline style, no eval.
/// </summary>
internal sealed class HostPage : IAsyncDisposable
{
    private readonly WebApplication _site;
    private readonly ConcurrentDictionary<string, Func<string?>> _tokens = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _asked = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _complaints = new();
    private Uri _chat = new("http://127.0.0.1:1");
    private string _html = "";

    private HostPage(WebApplication site) => _site = site;

    public string Origin => _site.Urls.Single();

    public static async Task<HostPage> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var host = new HostPage(builder.Build());
        host._site.Use((http, next) =>
        {
            http.Response.Headers.ContentSecurityPolicy =
                $"default-src 'self' http://{host._chat.Authority}; connect-src 'self' http://{host._chat.Authority} ws://{host._chat.Authority}";
            return next(http);
        });
        host._site.MapGet("/", () => Results.Content(host._html, "text/html"));
        host._site.MapGet("/favicon.ico", () => Results.NoContent());
        host._site.MapGet("/site.css", () => Results.Content("body { margin: 1rem } .other { inset-inline: 2rem auto }", "text/css"));
        host._site.MapGet("/{name}-token", host.Token);
        await host._site.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }

    /// <summary>An app that knows this origin.</summary>
    public Task<TestApp> StartAppAsync(Dictionary<string, string?>? settings = null) =>
        WebClient.StartAsync(new Dictionary<string, string?>(settings ?? []) { ["Cors:Origins"] = Origin });

    /// <summary>Sets the answer of <c>/NAME-token</c>; null: nobody is signed in.</summary>
    public void Give(string name, Func<string?> token) => _tokens[name] = token;

    /// <summary>How often a token was asked for.</summary>
    public int Asked(string name) => _asked.GetValueOrDefault(name);

    /// <summary>Opens the page with this content.</summary>
    public async Task<IPage> OpenAsync(IBrowserContext browser, TestApp app, string html)
    {
        (_chat, _html) = (app.Address, html.Replace("https://chat.example.com", app.Address.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal));
        var page = await browser.NewPageAsync();
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") _complaints.Enqueue($"{message.Text} ({message.Location})");
        };
        page.PageError += (_, error) => _complaints.Enqueue(error);
        await page.GotoAsync(Origin);
        return page;
    }

    /// <summary>Nothing was thrown, and the browser had nothing to forbid.</summary>
    public void IsQuiet(params string[] expected)
    {
        var unexpected = _complaints.Where(complaint => !expected.Any(part => complaint.Contains(part, StringComparison.Ordinal))).ToList();
        Assert.True(unexpected.Count == 0, string.Join('\n', unexpected));
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    /// <summary>Opens a widget and returns its chat.</summary>
    public static async Task<ILocator> ClickAsync(ILocator widget)
    {
        await widget.Locator(".launcher").ClickAsync();
        var chat = widget.GetByRole(AriaRole.Dialog);
        await Expect(chat).ToBeVisibleAsync();
        return chat;
    }

    private IResult Token(string name)
    {
        _asked.AddOrUpdate(name, 1, (_, count) => count + 1);
        return _tokens.GetValueOrDefault(name)?.Invoke() is { } token ? Results.Text(token) : Results.Unauthorized();
    }
}

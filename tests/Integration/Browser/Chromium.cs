using Messaging.Integration.Browser;
using Messaging.Testing;
using Microsoft.Playwright;
using Xunit;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace Messaging.Integration.Browser;

/// <summary>
/// One real browser for all browser tests. Where Chromium is not installed they are skipped with a
/// reason, except where <c>CI=true</c>: there they fail.
/// </summary>
public sealed class Chromium : IAsyncDisposable
{
    private static readonly string[] Arguments =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private static readonly SemaphoreSlim Starting = new(1);
    private static IPlaywright? _playwright;
    private static IBrowser? _browser;

    /// <summary>A browser of its own for one user: cookies, storage and network state are not shared with others.</summary>
    internal static async Task<IBrowserContext> NewUserAsync(BrowserNewContextOptions? options = null)
    {
        var context = await (await StartAsync()).NewContextAsync(options ?? new() { ViewportSize = new() { Width = 1200, Height = 800 } });
        context.SetDefaultTimeout(30_000);
        return context;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    private static async Task<IBrowser> StartAsync()
    {
        await Starting.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            // A browser that has crashed is replaced, so that it fails one test and not all that follow.
            if (_browser is { IsConnected: true }) return _browser;
            var program = ChromiumPath.Find();
            if (program is null)
            {
                const string Reason = "Chromium is not installed (set CHROMIUM to its path); the browser tests cannot run";
                Assert.False(Environment.GetEnvironmentVariable("CI") == "true", Reason);
                Assert.Skip(Reason);
            }

            // Longer than the usual 5 s: the browser shares its processors with everything else that is tested.
            Assertions.SetDefaultExpectTimeout(30_000);
            _playwright ??= await Playwright.CreateAsync();
            return _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = program, Args = Arguments });
        }
        finally
        {
            Starting.Release();
        }
    }
}

/// <summary>Browser tests run one after the other: they compete for the same processors. Faults, which mostly wait, run beside them.</summary>
[CollectionDefinition(Name)]
public sealed class BrowserTests
{
    public const string Name = "browser";
}

/// <summary>Browser tests that stop servers and connections or serve pages of other origins. They mostly wait, so they run beside <see cref="BrowserTests"/>.</summary>
[CollectionDefinition(Name)]
public sealed class BrowserFaultTests
{
    public const string Name = "browser faults";
}

using System.Net;
using Messaging.Application.Realtime;
using Messaging.Infrastructure.Realtime;
using Messaging.Infrastructure.Realtime.Pusher;
using Messaging.Integration.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Messaging.Integration.Realtime;

public sealed class ConfigCheckTests : IAsyncLifetime
{
    private FakeChannels _fake = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _fake = await FakeChannels.StartNewAsync();

    public ValueTask DisposeAsync() => _fake.DisposeAsync();

    [Fact]
    public async Task Everything_right_gives_no_failure_and_publishes_nothing()
    {
        var findings = await RunAsync();

        Assert.Contains(findings, finding => finding is { Level: ConfigFindingLevel.Ok } && finding.Sentence.Contains("takes the app id, key and secret", StringComparison.Ordinal));
        Assert.Contains(findings, finding => finding is { Level: ConfigFindingLevel.Ok } && finding.Sentence.Contains("near enough", StringComparison.Ordinal));
        Assert.DoesNotContain(findings, finding => finding.Level is ConfigFindingLevel.Fail);
        Assert.Empty(_fake.Accepted);
    }

    [Fact]
    public async Task Settings_that_are_not_whole_are_all_told_without_a_call()
    {
        var findings = await RunAsync(("Pusher:Secret", ""), ("Pusher:Cluster", "eu"));

        Assert.Equal(2, findings.Count);
        Assert.All(findings, finding => Assert.Equal(ConfigFindingLevel.Fail, finding.Level));
        Assert.Equal(0, _fake.Requests);
    }

    [Theory]
    [InlineData("Pusher:Secret", "wrong")]
    [InlineData("Pusher:Key", "wrong")]
    [InlineData("Pusher:AppId", "1")]
    public async Task Wrong_credentials_fail_and_say_where_to_look(string setting, string value)
    {
        var failure = OnlyFailure(await RunAsync((setting, value)));

        Assert.Contains("check Pusher:AppId, Key, Secret and Cluster", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_credentials_fail_at_a_server_that_always_says_200()
    {
        _fake.RejectsWithStatus200 = true;

        Assert.Contains("refuses the call", OnlyFailure(await RunAsync(("Pusher:Secret", "wrong"))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, ConfigFindingLevel.Ok)]
    [InlineData(-20, ConfigFindingLevel.Ok)]
    [InlineData(60, ConfigFindingLevel.Warn)]
    [InlineData(-300, ConfigFindingLevel.Warn)]
    [InlineData(900, ConfigFindingLevel.Fail)]
    [InlineData(-900, ConfigFindingLevel.Fail)]
    public async Task Clock_is_compared_with_the_date_of_the_answer(int seconds, ConfigFindingLevel level)
    {
        _fake.ClockOffset = TimeSpan.FromSeconds(seconds);

        Assert.Equal(level, Assert.Single(await RunAsync(), finding => finding.Sentence.StartsWith("This machine's clock", StringComparison.Ordinal)).Level);
    }

    [Theory]
    [InlineData(200, "{}", "not as a Channels API")]
    [InlineData(200, "[]", "not as a Channels API")]
    [InlineData(200, "OK", "not as a Channels API")]
    [InlineData(200, "<html></html>", "web page")]
    [InlineData(302, "", "refuses the call (302")]
    [InlineData(400, "what?", "does not understand")]
    [InlineData(500, "down", "cannot be used (500: down)")]
    public async Task Something_else_at_the_address_fails(int status, string body, string told)
    {
        _fake.Fail(new FakeFault.Answer(status, body));

        Assert.Contains(told, OnlyFailure(await RunAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_at_the_address_fails_and_so_does_one_who_never_answers()
    {
        _fake.Fail(new FakeFault.Hang());
        Assert.Contains("no answer within 300 ms", OnlyFailure(await RunAsync(("Pusher:TimeoutMilliseconds", "300"))), StringComparison.Ordinal);

        await _fake.StopAsync();
        Assert.Contains("cannot be used", OnlyFailure(await RunAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rotation_and_plain_http_are_warned_about()
    {
        var findings = await RunAsync(("Pusher:PreviousKey", "old"), ("Pusher:PreviousSecret", "older"), ("Pusher:Host", "no-such-host.invalid"));

        Assert.Contains(findings, finding => finding is { Level: ConfigFindingLevel.Warn } && finding.Sentence.Contains("rotation", StringComparison.Ordinal));
        Assert.Contains(findings, finding => finding is { Level: ConfigFindingLevel.Warn } && finding.Sentence.Contains("Pusher:UseTls", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Drivers_without_a_service_have_nothing_to_call()
    {
        Assert.Equal(ConfigFindingLevel.Ok, Assert.Single(await RunAsync(("Push:Driver", "None"))).Level);
        Assert.Equal(0, _fake.Requests);
    }

    [Fact]
    public async Task Address_that_the_embedded_broker_does_not_use_is_warned_about()
    {
        // All three credentials are set, so no file is made.
        var findings = await RunAsync(("Push:Driver", "Embedded"));

        Assert.Equal([ConfigFindingLevel.Ok, ConfigFindingLevel.Warn], findings.Select(finding => finding.Level));
        Assert.Equal(0, _fake.Requests);
    }

    [Fact]
    public async Task Webhook_address_that_verifies_our_signature_is_fine()
    {
        await using var receiver = await ReceiverAsync(context => context.RequestServices.GetRequiredService<IWebhookVerifier>());

        var finding = (await RunAsync(("Pusher:WebhookUrl", $"{receiver.Urls.Single()}/webhooks/pusher?token=hidden")))[^1];

        Assert.Equal(ConfigFindingLevel.Ok, finding.Level);
        Assert.DoesNotContain("hidden", finding.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(302, "redirects")]
    [InlineData(401, "the same Pusher:Key and Pusher:Secret")]
    [InlineData(404, "the path is /webhooks/pusher")]
    [InlineData(500, "answers 500")]
    public async Task Webhook_address_that_does_not_take_it_fails(int status, string told)
    {
        await using var receiver = await ReceiverAsync(status);

        Assert.Contains(told, OnlyFailure(await RunAsync(("Pusher:WebhookUrl", receiver.Urls.Single()))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Webhook_address_that_cannot_be_reached_fails()
    {
        var failure = OnlyFailure(await RunAsync(("Pusher:WebhookUrl", "https://no-such-host.invalid/webhooks/pusher")));

        Assert.Contains("cannot be reached from here", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_finding_shows_a_secret()
    {
        _fake.Fail(new FakeFault.Answer(401, $"expected {FakeChannels.Secret} or older-s3cret"));

        var findings = await RunAsync(("Pusher:PreviousKey", "old"), ("Pusher:PreviousSecret", "older-s3cret"));

        Assert.All(findings, finding => Assert.DoesNotContain("s3cret", finding.Sentence, StringComparison.Ordinal));
    }

    private static string OnlyFailure(IReadOnlyList<ConfigFinding> findings) =>
        Assert.Single(findings, finding => finding.Level is ConfigFindingLevel.Fail).Sentence;

    private async Task<IReadOnlyList<ConfigFinding>> RunAsync(params (string Key, string Value)[] settings)
    {
        await using var services = Services(settings).BuildServiceProvider(validateScopes: true);
        return await services.GetRequiredService<ConfigCheck>().RunAsync(Cancel);
    }

    private ServiceCollection Services(params (string Key, string Value)[] settings)
    {
        var configured = _fake.Settings;
        foreach (var (key, value) in settings)
            configured[key] = value;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(configured).Build();
        var services = new ServiceCollection();
        services.AddLogging().AddRealtime(configuration);
        services.AddSingleton<IConfiguration>(configuration);
        services.AddSingleton<Microsoft.Extensions.Hosting.IHostEnvironment>(new Microsoft.Extensions.Hosting.Internal.HostingEnvironment { ContentRootPath = Path.GetTempPath() });
        return services;
    }

    private Task<WebApplication> ReceiverAsync(Func<HttpContext, IWebhookVerifier> verifier) => ReceiverAsync(async context =>
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, Cancel);
        var verdict = verifier(context).Verify(body.ToArray(), context.Request.Headers["X-Pusher-Key"], context.Request.Headers["X-Pusher-Signature"]);
        return verdict.Webhook is { Changes.Count: 0 } ? 200 : 401;
    });

    private Task<WebApplication> ReceiverAsync(int status) => ReceiverAsync(_ => Task.FromResult(status));

    private async Task<WebApplication> ReceiverAsync(Func<HttpContext, Task<int>> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(_fake.Settings);
        builder.Services.AddRealtime(builder.Configuration);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.Run(async context => context.Response.StatusCode = await answer(context));
        await app.StartAsync(Cancel);
        return app;
    }
}

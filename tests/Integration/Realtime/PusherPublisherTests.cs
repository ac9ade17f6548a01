using System.Diagnostics;
using System.Globalization;
using Messaging.Application.Realtime;
using Messaging.Infrastructure.Realtime;
using Messaging.Integration.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Messaging.Integration.Realtime;

public sealed class PusherPublisherTests : IAsyncLifetime
{
    private static readonly RealtimeEvent Hello = new("presence-chat-1", "new-message", """{"body":"Xin chào 👍"}""");

    private readonly CapturedLogs _logs = new();
    private FakeChannels _fake = null!;
    private ServiceProvider? _services;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _fake = await FakeChannels.StartNewAsync();

    public async ValueTask DisposeAsync()
    {
        if (_services is not null)
            await _services.DisposeAsync();
        await _fake.DisposeAsync();
        _logs.Dispose();
    }

    [Fact]
    public async Task One_event_arrives_signed_and_unchanged()
    {
        Assert.Equal(PublishResult.Accepted, await Publisher().PublishAsync([Hello with { ExcludeSocketId = "1.2" }], Cancel));

        Assert.Equal(new FakeEvent(Hello.Channel, Hello.Name, Hello.Data, "1.2"), Assert.Single(_fake.Accepted));
    }

    [Fact]
    public async Task Ten_events_are_one_request_and_keep_their_order()
    {
        var events = Enumerable.Range(0, 10).Select(i => Hello with { Data = i.ToString(CultureInfo.InvariantCulture) }).ToList();

        Assert.Equal(PublishResult.Accepted, await Publisher().PublishAsync(events, Cancel));

        Assert.Equal(1, _fake.Requests);
        Assert.Equal(events.Select(item => item.Data), _fake.Accepted.Select(item => item.Data));
    }

    [Fact]
    public async Task Largest_payload_passes_and_one_byte_more_is_not_sent()
    {
        var publisher = Publisher();

        Assert.Equal(PublishResult.Accepted, await publisher.PublishAsync([Hello with { Data = new string('"', 10_240) }], Cancel));
        Assert.Equal(PublishOutcome.TooLarge, (await publisher.PublishAsync([Hello with { Data = new string('"', 10_241) }], Cancel)).Outcome);
        Assert.Equal(1, _fake.Requests);
    }

    [Fact]
    public async Task Occupied_channels_members_and_termination_are_asked_with_a_signature()
    {
        var publisher = Publisher();
        _fake.Occupy("presence-user-a@b=,.;_-", "a@b=,.;_-");
        _fake.Occupy("presence-chat-1", "1", "2");

        Assert.Equal(["presence-user-a@b=,.;_-"], await publisher.GetOccupiedChannelsAsync("presence-user-a@b=", Cancel));
        Assert.Equal(2, (await publisher.GetOccupiedChannelsAsync("", Cancel))!.Count);
        Assert.Equal(["a@b=,.;_-"], await publisher.GetPresenceMembersAsync("presence-user-a@b=,.;_-", Cancel));
        Assert.Equal(["1", "2"], (await publisher.GetPresenceMembersAsync("presence-chat-1", Cancel))!.Order());
        Assert.Null(await publisher.GetPresenceMembersAsync("private-chat-1", Cancel));
        Assert.Equal(PublishResult.Accepted, await publisher.TerminateConnectionsAsync("a@b=,.;_-", Cancel));
        Assert.Equal(["a@b=,.;_-"], _fake.TerminatedUsers);
    }

    [Theory]
    [InlineData(400, PublishOutcome.Rejected)]
    [InlineData(401, PublishOutcome.Unauthorized)]
    [InlineData(403, PublishOutcome.Unauthorized)]
    [InlineData(404, PublishOutcome.Unauthorized)]
    [InlineData(413, PublishOutcome.TooLarge)]
    [InlineData(429, PublishOutcome.Unavailable)]
    [InlineData(500, PublishOutcome.Unavailable)]
    [InlineData(502, PublishOutcome.Unavailable)]
    [InlineData(503, PublishOutcome.Unavailable)]
    public async Task Status_gives_the_outcome_and_the_call_is_made_once(int status, PublishOutcome outcome)
    {
        _fake.Fail(new FakeFault.Answer(status, "said the server"));

        var result = await Publisher().PublishAsync([Hello], Cancel);

        Assert.Equal(new PublishResult(outcome, $"{status}: said the server"), result);
        Assert.Equal(1, _fake.Requests);
    }

    [Theory]
    [InlineData(400, PublishOutcome.Rejected)]
    [InlineData(401, PublishOutcome.Unauthorized)]
    [InlineData(413, PublishOutcome.TooLarge)]
    public async Task Rejection_with_status_200_is_read_from_the_body(int code, PublishOutcome outcome)
    {
        _fake.Fail(new FakeFault.Answer(200, $$"""{"error":"said the server","code":{{code}}}"""));

        Assert.Equal(outcome, (await Publisher().PublishAsync([Hello], Cancel)).Outcome);
    }

    [Fact]
    public async Task Retry_after_is_handed_on_in_both_forms()
    {
        var publisher = Publisher();

        _fake.Fail(new FakeFault.Answer(429, RetryAfter: "7"));
        Assert.Equal(TimeSpan.FromSeconds(7), (await publisher.PublishAsync([Hello], Cancel)).RetryAfter);

        _fake.Fail(new FakeFault.Answer(503, RetryAfter: TimeProvider.System.GetUtcNow().AddSeconds(60).ToString("R")));
        Assert.InRange((await publisher.PublishAsync([Hello], Cancel)).RetryAfter!.Value, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(61));
    }

    [Fact]
    public async Task Redirect_is_not_followed()
    {
        _fake.Fail(new FakeFault.Answer(307, Location: "/elsewhere"));

        Assert.Equal(PublishOutcome.Unauthorized, (await Publisher().PublishAsync([Hello], Cancel)).Outcome);
        Assert.Equal(1, _fake.Requests);
    }

    [Fact]
    public async Task Hung_host_is_unavailable_within_the_timeout()
    {
        _fake.Fail(new FakeFault.Hang());
        var watch = Stopwatch.StartNew();

        var result = await Publisher(("Pusher:TimeoutMilliseconds", "300")).PublishAsync([Hello], Cancel);

        Assert.Equal(new PublishResult(PublishOutcome.Unavailable, "No answer within 300 ms."), result);
        // Generous above, for a busy machine; far below the 5 s that it would take by default.
        Assert.InRange(watch.ElapsedMilliseconds, 250, 3_000);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Reset_connection_is_unavailable_and_the_call_is_made_once(bool warm)
    {
        var publisher = Publisher();
        if (warm)
            await publisher.PublishAsync([Hello], Cancel);
        _fake.Fail(new FakeFault.Reset());

        Assert.Equal(PublishOutcome.Unavailable, (await publisher.PublishAsync([Hello], Cancel)).Outcome);
        Assert.Equal(warm ? 2 : 1, _fake.Requests);
    }

    [Fact]
    public async Task Stopped_host_is_unavailable_and_works_again_once_started()
    {
        var publisher = Publisher();
        Assert.Equal(PublishOutcome.Accepted, (await publisher.PublishAsync([Hello], Cancel)).Outcome);

        await _fake.StopAsync();
        Assert.Equal(PublishOutcome.Unavailable, (await publisher.PublishAsync([Hello], Cancel)).Outcome);

        await _fake.StartAsync();
        Assert.Equal(PublishOutcome.Accepted, (await publisher.PublishAsync([Hello], Cancel)).Outcome);
        Assert.Equal(2, _fake.Accepted.Count);
    }

    [Fact]
    public async Task Unknown_host_is_unavailable()
    {
        var result = await Publisher(("Pusher:Host", "no-such-host.invalid")).PublishAsync([Hello], Cancel);

        Assert.Equal(PublishOutcome.Unavailable, result.Outcome);
    }

    [Fact]
    public async Task Host_without_tls_is_unavailable_over_tls()
    {
        var result = await Publisher(("Pusher:UseTls", "true")).PublishAsync([Hello], Cancel);

        Assert.Equal(PublishOutcome.Unavailable, result.Outcome);
    }

    [Fact]
    public async Task Only_the_caller_can_cancel()
    {
        _fake.Fail(new FakeFault.Hang());
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var call = Publisher().PublishAsync([Hello], caller.Token);
        await _fake.WaitForRequestsAsync(1, TimeSpan.FromSeconds(10));

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Theory]
    [InlineData("Pusher:Secret", "another")]
    [InlineData("Pusher:Key", "another")]
    [InlineData("Pusher:AppId", "1")]
    public async Task Wrong_credentials_are_unauthorized(string setting, string value)
    {
        var result = await Publisher((setting, value)).PublishAsync([Hello], Cancel);

        Assert.Equal(PublishOutcome.Unauthorized, result.Outcome);
        Assert.Empty(_fake.Accepted);
    }

    [Fact]
    public async Task Wrong_secret_is_unauthorized_at_a_server_that_always_says_200()
    {
        _fake.RejectsWithStatus200 = true;

        Assert.Equal(PublishOutcome.Unauthorized, (await Publisher(("Pusher:Secret", "another")).PublishAsync([Hello], Cancel)).Outcome);
    }

    [Fact]
    public async Task Clock_that_is_too_far_off_is_unauthorized()
    {
        _fake.ClockOffset = TimeSpan.FromSeconds(700);

        var result = await Publisher().PublishAsync([Hello], Cancel);

        Assert.Equal(PublishOutcome.Unauthorized, result.Outcome);
        Assert.Contains("Timestamp expired", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Questions_that_are_not_answered_are_null_and_logged()
    {
        var publisher = Publisher();
        foreach (var fault in new FakeFault[] { new FakeFault.Answer(500, "down"), new FakeFault.Reset(), new FakeFault.Answer(200, "{}"), new FakeFault.Answer(200, "[1") })
        {
            _fake.Fail(fault);
            Assert.Null(await publisher.GetOccupiedChannelsAsync("presence-", Cancel));
            Assert.Null(await publisher.GetPresenceMembersAsync("presence-a", Cancel));
        }

        Assert.Equal(8, _logs.Lines.Count(line => line.StartsWith("Warning", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Empty_list_of_a_php_server_is_understood()
    {
        _fake.Fail(new FakeFault.Answer(200, """{"channels":[]}"""));

        Assert.Empty((await Publisher().GetOccupiedChannelsAsync("presence-", Cancel))!);
    }

    [Fact]
    public async Task No_secret_appears_in_results_or_logs()
    {
        // The fake quotes the secret, the key's signature and the signed text, as a careless server might.
        var errors = new List<string?>();
        foreach (var setting in new (string, string)[] { ("Pusher:AppId", "1"), ("Pusher:Key", "other"), ("Pusher:PreviousKey", "x") })
        {
            await using var services = Build(setting, ("Pusher:PreviousSecret", "previous-s3cret"), ("Pusher:PreviousKey", "x"));
            var publisher = services.GetRequiredService<IRealtimePublisher>();
            _fake.Fail(new FakeFault.Answer(401, $"expected {FakeChannels.Secret} or previous-s3cret, {new string('f', 64)}"));
            errors.Add((await publisher.PublishAsync([Hello with { Data = "payload-s3cret" }], Cancel)).Error);
            await publisher.GetOccupiedChannelsAsync("presence-", Cancel);
            _fake.Heal();
            errors.Add((await publisher.PublishAsync([Hello with { Data = "payload-s3cret" }], Cancel)).Error);
            _fake.Fail(new FakeFault.Reset());
            errors.Add((await publisher.PublishAsync([Hello with { Data = "payload-s3cret" }], Cancel)).Error);
        }

        Assert.NotEmpty(_logs.Lines);
        Assert.All([.. errors, .. _logs.Lines], text =>
        {
            Assert.DoesNotContain("s3cret", text ?? "", StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotMatch("[0-9a-f]{64}", text ?? "");
        });
    }

    private IRealtimePublisher Publisher(params (string Key, string Value)[] settings) =>
        (_services = Build(settings)).GetRequiredService<IRealtimePublisher>();

    private ServiceProvider Build(params (string Key, string Value)[] settings)
    {
        var configured = _fake.Settings;
        foreach (var (key, value) in settings)
            configured[key] = value;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(configured).Build();
        return new ServiceCollection()
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(_logs))
            .AddRealtime(configuration)
            .BuildServiceProvider(validateScopes: true);
    }
}

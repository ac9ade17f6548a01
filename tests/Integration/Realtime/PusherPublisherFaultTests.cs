using System.Diagnostics;
using Messaging.Application.Realtime;
using Messaging.Integration.Support;
using Xunit;

namespace Messaging.Integration.Realtime;

/// <summary>The outcome of a call when the Channels API or the network fails.</summary>
public sealed class PusherPublisherFaultTests : PublisherTest
{
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
        Fake.Fail(new FakeFault.Answer(status, "said the server"));

        var result = await Publisher().PublishAsync([Hello], Cancel);

        Assert.Equal(new PublishResult(outcome, $"{status}: said the server"), result);
        Assert.Equal(1, Fake.Requests);
    }

    [Theory]
    [InlineData(400, PublishOutcome.Rejected)]
    [InlineData(401, PublishOutcome.Unauthorized)]
    [InlineData(413, PublishOutcome.TooLarge)]
    public async Task Rejection_with_status_200_is_read_from_the_body(int code, PublishOutcome outcome)
    {
        Fake.Fail(new FakeFault.Answer(200, $$"""{"error":"said the server","code":{{code}}}"""));

        Assert.Equal(outcome, (await Publisher().PublishAsync([Hello], Cancel)).Outcome);
    }

    [Fact]
    public async Task Retry_after_is_handed_on_in_both_forms()
    {
        var publisher = Publisher();

        Fake.Fail(new FakeFault.Answer(429, RetryAfter: "7"));
        Assert.Equal(TimeSpan.FromSeconds(7), (await publisher.PublishAsync([Hello], Cancel)).RetryAfter);

        Fake.Fail(new FakeFault.Answer(503, RetryAfter: TimeProvider.System.GetUtcNow().AddSeconds(60).ToString("R")));
        Assert.InRange((await publisher.PublishAsync([Hello], Cancel)).RetryAfter!.Value, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(61));
    }

    [Fact]
    public async Task Redirect_is_not_followed()
    {
        Fake.Fail(new FakeFault.Answer(307, Location: "/elsewhere"));

        Assert.Equal(PublishOutcome.Unauthorized, (await Publisher().PublishAsync([Hello], Cancel)).Outcome);
        Assert.Equal(1, Fake.Requests);
    }

    [Fact]
    public async Task Hung_host_is_unavailable_within_the_timeout()
    {
        Fake.Fail(new FakeFault.Hang());
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
        Fake.Fail(new FakeFault.Reset());

        Assert.Equal(PublishOutcome.Unavailable, (await publisher.PublishAsync([Hello], Cancel)).Outcome);
        Assert.Equal(warm ? 2 : 1, Fake.Requests);
    }

    [Fact]
    public async Task Stopped_host_is_unavailable_and_works_again_once_started()
    {
        var publisher = Publisher();
        Assert.Equal(PublishOutcome.Accepted, (await publisher.PublishAsync([Hello], Cancel)).Outcome);

        await Fake.StopAsync();
        Assert.Equal(PublishOutcome.Unavailable, (await publisher.PublishAsync([Hello], Cancel)).Outcome);

        await Fake.StartAsync();
        Assert.Equal(PublishOutcome.Accepted, (await publisher.PublishAsync([Hello], Cancel)).Outcome);
        Assert.Equal(2, Fake.Accepted.Count);
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

    [Theory]
    [InlineData("Pusher:Secret", "another")]
    [InlineData("Pusher:Key", "another")]
    [InlineData("Pusher:AppId", "1")]
    public async Task Wrong_credentials_are_unauthorized(string setting, string value)
    {
        var result = await Publisher((setting, value)).PublishAsync([Hello], Cancel);

        Assert.Equal(PublishOutcome.Unauthorized, result.Outcome);
        Assert.Empty(Fake.Accepted);
    }

    [Fact]
    public async Task Wrong_secret_is_unauthorized_at_a_server_that_always_says_200()
    {
        Fake.RejectsWithStatus200 = true;

        Assert.Equal(PublishOutcome.Unauthorized, (await Publisher(("Pusher:Secret", "another")).PublishAsync([Hello], Cancel)).Outcome);
    }

    [Fact]
    public async Task Clock_that_is_too_far_off_is_unauthorized()
    {
        Fake.ClockOffset = TimeSpan.FromSeconds(700);

        var result = await Publisher().PublishAsync([Hello], Cancel);

        Assert.Equal(PublishOutcome.Unauthorized, result.Outcome);
        Assert.Contains("Timestamp expired", result.Error, StringComparison.Ordinal);
    }
}

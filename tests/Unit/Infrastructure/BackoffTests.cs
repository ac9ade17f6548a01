using Messaging.Infrastructure.Outbox;
using Xunit;

namespace Messaging.Unit.Infrastructure;

public sealed class BackoffTests
{
    private readonly OutboxOptions _options = new() { BackoffMinMilliseconds = 50, BackoffMaxMilliseconds = 2_000, RetryAfterMaxMilliseconds = 30_000 };

    [Fact]
    public void Waits_double_up_to_the_longest_with_jitter_in_the_upper_half()
    {
        int[] ceilings = [50, 100, 200, 400, 800, 1_600, 2_000, 2_000];
        for (var run = 0; run < 100; run++)
        {
            var backoff = new Backoff(_options);
            Assert.All(ceilings, ceiling => Assert.InRange(backoff.Next(retryAfter: null).TotalMilliseconds, ceiling / 2d, ceiling));
        }
    }

    [Fact]
    public void Waits_differ_so_that_lanes_do_not_knock_together() =>
        Assert.True(Enumerable.Range(0, 50).Select(_ => new Backoff(_options).Next(retryAfter: null)).Distinct().Count() > 10);

    [Fact]
    public void A_thousand_failures_later_the_wait_is_still_the_longest()
    {
        var backoff = new Backoff(_options);
        for (var i = 0; i < 1_000; i++) backoff.Next(retryAfter: null);

        Assert.InRange(backoff.Next(retryAfter: null).TotalMilliseconds, 1_000, 2_000);
        Assert.Equal(1_001, backoff.Failures);
    }

    [Fact]
    public void Success_begins_anew()
    {
        var backoff = new Backoff(_options);
        for (var i = 0; i < 10; i++) backoff.Next(retryAfter: null);
        backoff.Reset();

        Assert.Equal(0, backoff.Failures);
        Assert.InRange(backoff.Next(retryAfter: null).TotalMilliseconds, 25, 50);
    }

    [Theory]
    [InlineData(5_000, 5_000)]
    [InlineData(30_000, 30_000)]
    [InlineData(3_600_000, 30_000)]
    public void What_the_service_asks_for_is_kept_within_bounds(int asked, int waited) =>
        Assert.Equal(TimeSpan.FromMilliseconds(waited), new Backoff(_options).Next(TimeSpan.FromMilliseconds(asked)));

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public void Asking_for_no_wait_does_not_shorten_it(int asked) =>
        Assert.InRange(new Backoff(_options).Next(TimeSpan.FromMilliseconds(asked)).TotalMilliseconds, 25, 50);
}

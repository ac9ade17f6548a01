using Messaging.Infrastructure.Outbox;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Messaging.Unit.Infrastructure;

public sealed class LanePauseTests
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(2);

    private readonly FakeTimeProvider _time = new();
    private readonly PushReturn _push = new();
    private readonly LanePause _failing;
    private readonly LanePause _other;

    public LanePauseTests() => (_failing, _other) = (new(_push, _time), new(_push, _time));

    [Fact]
    public async Task Wait_lasts_while_no_call_is_accepted()
    {
        var wait = FailAndWait(_failing);
        _time.Advance(Delay - TimeSpan.FromMilliseconds(1));
        Assert.False(wait.IsCompleted);

        _time.Advance(TimeSpan.FromMilliseconds(1));
        await wait;
    }

    [Fact]
    public async Task Call_of_another_lane_that_is_accepted_ends_it()
    {
        var wait = FailAndWait(_failing);

        _other.BeginCall();
        _other.Accepted();

        await wait;
    }

    [Fact]
    public async Task Return_during_the_call_counts()
    {
        _ = FailAndWait(_other);
        _failing.BeginCall();
        _other.Accepted();
        _failing.Failed(mayEndEarly: true);

        await _failing.WaitAsync(Delay, CancellationToken.None);
    }

    [Fact]
    public void Time_that_the_service_asked_for_lasts()
    {
        var wait = FailAndWait(_failing, mayEndEarly: false);

        _other.Accepted();

        Assert.False(wait.IsCompleted);
    }

    [Fact]
    public async Task Lane_that_fails_again_alone_waits_to_the_end()
    {
        var first = FailAndWait(_failing);
        _other.Accepted();
        await first;

        var second = FailAndWait(_failing);
        _other.Accepted();
        Assert.False(second.IsCompleted);
        _time.Advance(Delay);
        await second;

        var third = FailAndWait(_failing);
        _other.Accepted();
        await third;
    }

    [Fact]
    public async Task End_of_the_app_ends_it_without_an_exception()
    {
        using var stopping = new CancellationTokenSource();
        _failing.BeginCall();
        _failing.Failed(mayEndEarly: true);
        var wait = _failing.WaitAsync(Delay, stopping.Token);

        await stopping.CancelAsync();

        await wait;
    }

    private static Task FailAndWait(LanePause lane, bool mayEndEarly = true)
    {
        lane.BeginCall();
        lane.Failed(mayEndEarly);
        return lane.WaitAsync(Delay, CancellationToken.None);
    }
}

using Messaging.Domain.Common;
using Messaging.Domain.Presence;
using Messaging.Domain.Presence.Events;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Messaging.Unit.Domain.Presence;

public sealed class UserPresenceTests
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PollLifetime = TimeSpan.FromSeconds(60);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 31, 9, 15, 2, 123, TimeSpan.Zero));
    private readonly UserPresence _presence = new(new UserId(Guid.Parse("0198f2a0-7b5c-7d3e-9a41-5c0e8f1b2d34")));

    private DateTimeOffset Now => _time.Now();

    [Fact]
    public void Coming_into_the_channel_is_being_online()
    {
        Report(inChannel: true);

        Assert.Equal(new PresenceChanged(_presence.Id, IsOnline: true, Now, _presence.Version), Assert.Single(_presence.TakeEvents()));
        Assert.True(_presence.IsOnline);
    }

    [Fact]
    public void Leaving_shows_only_after_the_grace()
    {
        Report(inChannel: true);
        _presence.TakeEvents();
        Pass(seconds: 60);
        Report(inChannel: false);
        var left = Now;

        Pass(seconds: 4.9);
        _presence.Expire(Now);
        Assert.Empty(_presence.TakeEvents());

        Pass(seconds: 0.1);
        _presence.Expire(Now);
        Assert.Equal(new PresenceChanged(_presence.Id, IsOnline: false, left, _presence.Version), Assert.Single(_presence.TakeEvents()));
    }

    [Fact]
    public void A_reload_is_never_offline()
    {
        Report(inChannel: true);
        _presence.TakeEvents();

        for (var reload = 0; reload < 3; reload++)
        {
            Pass(seconds: 1);
            Report(inChannel: false);
            Pass(seconds: 4);
            _presence.Expire(Now);
            Report(inChannel: true);
            Pass(seconds: 60);
            _presence.Expire(Now);
        }

        Assert.Empty(_presence.TakeEvents());
        Assert.True(_presence.IsOnline);
    }

    [Fact]
    public void A_report_that_comes_twice_changes_nothing()
    {
        Report(inChannel: true);
        var version = _presence.Version;

        Report(inChannel: true);

        Assert.Equal(version, _presence.Version);
        Assert.Single(_presence.TakeEvents());
    }

    [Fact]
    public void Of_reports_in_the_wrong_order_the_newest_wins()
    {
        var (first, second) = (Now, Now.AddSeconds(1));
        Pass(seconds: 2);

        _presence.Report(inChannel: true, second, Now, Grace);
        _presence.Report(inChannel: false, first, Now, Grace);
        Pass(seconds: 60);
        _presence.Expire(Now);

        Assert.True(_presence.InChannel);
        Assert.True(_presence.IsOnline);
    }

    [Fact]
    public void Of_reports_of_one_millisecond_the_last_wins()
    {
        Report(inChannel: true);
        Report(inChannel: false);
        Report(inChannel: true);

        Assert.True(_presence.InChannel);
    }

    [Fact]
    public void Nobody_is_active_in_the_future()
    {
        _presence.Report(inChannel: true, Now.AddSeconds(30), Now, Grace);

        Assert.Equal(Now, _presence.LastActiveAt);
    }

    [Fact]
    public void A_late_report_of_leaving_still_has_its_grace()
    {
        Report(inChannel: true);
        var left = Now.AddSeconds(1);
        Pass(seconds: 240);

        _presence.Report(inChannel: false, left, Now, Grace);
        _presence.Expire(Now);

        Assert.True(_presence.IsOnline);
        Assert.Equal(left, _presence.LastActiveAt);
    }

    [Fact]
    public void A_poll_keeps_online_for_its_time()
    {
        Poll();
        var polled = Now;
        Assert.True(Assert.IsType<PresenceChanged>(Assert.Single(_presence.TakeEvents())).IsOnline);

        Pass(seconds: 59.9);
        _presence.Expire(Now);
        Assert.True(_presence.IsOnline);

        Pass(seconds: 0.1);
        _presence.Expire(Now);
        Assert.Equal(new PresenceChanged(_presence.Id, IsOnline: false, polled, _presence.Version), Assert.Single(_presence.TakeEvents()));
    }

    [Fact]
    public void Polling_on_after_losing_the_channel_is_never_offline()
    {
        Report(inChannel: true);
        Pass(seconds: 60);
        Report(inChannel: false);
        _presence.TakeEvents();
        Pass(seconds: 3);
        Poll();

        Pass(seconds: 50);
        _presence.Expire(Now);
        Report(inChannel: true);
        Pass(seconds: 60);
        _presence.Expire(Now);

        Assert.Empty(_presence.TakeEvents());
        Assert.True(_presence.IsOnline);
    }

    [Fact]
    public void A_poll_before_coming_into_the_channel_does_not_delay_going_offline()
    {
        Poll();
        Pass(seconds: 1);
        Report(inChannel: true);
        Pass(seconds: 1);
        Report(inChannel: false);

        Pass(seconds: 5);
        _presence.Expire(Now);

        Assert.False(_presence.IsOnline);
    }

    [Fact]
    public void Catching_up_while_in_the_channel_does_not_delay_going_offline()
    {
        Report(inChannel: true);
        Pass(seconds: 1);
        Poll(waits: false);
        Pass(seconds: 1);
        Report(inChannel: false);

        Pass(seconds: 5);
        _presence.Expire(Now);

        Assert.False(_presence.IsOnline);
    }

    [Fact]
    public void Catching_up_before_the_report_of_leaving_does_not_delay_going_offline_when_it_is_written_later()
    {
        Report(inChannel: true);
        Pass(seconds: 1);
        var caughtUp = Now;
        Pass(seconds: 1);
        Report(inChannel: false);

        _presence.Poll(caughtUp, Now, PollLifetime, waits: false);
        Pass(seconds: 5);
        _presence.Expire(Now);

        Assert.False(_presence.IsOnline);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_device_that_polls_goes_on_being_online_when_the_one_with_push_is_closed(bool waits)
    {
        Report(inChannel: true);
        Pass(seconds: 60);
        Poll(waits);
        Pass(seconds: 2);
        Report(inChannel: false);
        Pass(seconds: 1);
        Poll(waits);
        _presence.TakeEvents();

        Pass(seconds: 58);
        _presence.Expire(Now);

        Assert.Empty(_presence.TakeEvents());
        Assert.True(_presence.IsOnline);
    }

    [Fact]
    public void Breaking_off_the_waiting_poll_shows_after_the_grace()
    {
        Poll();
        Pass(seconds: 10);
        _presence.StopPolling(Now, Grace);

        Pass(seconds: 4.9);
        _presence.Expire(Now);
        Assert.True(_presence.IsOnline);

        Pass(seconds: 0.1);
        _presence.Expire(Now);
        Assert.False(_presence.IsOnline);
    }

    [Fact]
    public void A_poll_that_is_written_too_late_brings_nobody_back()
    {
        var polled = Now;
        Pass(seconds: 60);

        _presence.Poll(polled, Now, PollLifetime, waits: true);

        Assert.Empty(_presence.TakeEvents());
        Assert.False(_presence.IsOnline);
    }

    [Fact]
    public void A_report_of_leaving_about_somebody_offline_is_no_news()
    {
        Report(inChannel: false);

        Assert.Empty(_presence.TakeEvents());
        Assert.Null(_presence.LastActiveAt);
    }

    [Fact]
    public void Hiding_announces_the_state_and_keeps_it()
    {
        Report(inChannel: true);
        _presence.TakeEvents();

        _presence.VisibilityChanged(isShared: false);

        Assert.Equal(new PresenceVisibilityChanged(_presence.Id, IsShared: false, IsOnline: true, Now), Assert.Single(_presence.TakeEvents()));
        Assert.True(_presence.IsOnline);
    }

    private void Report(bool inChannel) => _presence.Report(inChannel, Now, Now, Grace);

    private void Poll(bool waits = true) => _presence.Poll(Now, Now, PollLifetime, waits);

    private void Pass(double seconds) => _time.Advance(TimeSpan.FromSeconds(seconds));
}

using System.Threading.Channels;
using Messaging.Broker;
using Messaging.Broker.Events;
using Messaging.Broker.Protocol;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Messaging.Unit.Broker;

public sealed class SinkDeliveryTests
{
    private readonly Channel<object> _happenings = Channel.CreateUnbounded<object>();
    private readonly RecordingTime _time;
    private readonly Sink _sink;

    public SinkDeliveryTests() => (_time, _sink) = (new(_happenings), new(_happenings));

    [Fact]
    public async Task Batch_is_tried_again_with_growing_pauses_for_five_minutes_and_then_given_up()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var delivery = new SinkDelivery(_sink, new BrokerOptions(), _time, NullLogger.Instance);
        delivery.Add(new("first", "a"));
        var running = delivery.RunAsync(stop.Token);
        Assert.Equal(["first"], await NextAsync<string[]>());
        // Happens four minutes later, and has five minutes of its own.
        delivery.Add(new("second", "a") { At = _time.GetUtcNow().AddMinutes(4) });
        _sink.Fail();

        // Either it pauses before it tries again, or it gives up and goes on with what is next.
        var pauses = new List<TimeSpan>();
        object happening;
        while ((happening = await NextAsync<object>()) is TimeSpan pause)
        {
            pauses.Add(pause);
            _time.Advance(pause);
            Assert.Equal(["first"], await NextAsync<string[]>());
            _sink.Fail();
        }

        Assert.Equal(["second"], Assert.IsType<string[]>(happening));
        // Each up to a tenth longer than said.
        double[] expected = [1, 2, 4, 8, 16, 32, 60, 60, 60, 60];
        Assert.All(pauses.SkipLast(1).Zip(expected), pair => Assert.InRange(pair.First.TotalSeconds, pair.Second, pair.Second * 1.1));
        // The last one is cut, so that the last try is at the end of the five minutes.
        Assert.Equal(300, pauses.Sum(pause => pause.TotalSeconds), tolerance: 0.1);
        _sink.Succeed();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task Time_is_that_of_the_event_and_waiting_behind_others_does_not_make_it_younger()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var delivery = new SinkDelivery(_sink, new BrokerOptions { WebhookGiveUpSeconds = 2, WebhookRetryMilliseconds = 3_000 }, _time, NullLogger.Instance);
        var start = _time.GetUtcNow();
        delivery.Add(new("first", "a"));
        delivery.Add(new("tooOld", "a") { At = start.AddSeconds(-1.5) });
        delivery.Add(new("third", "a") { At = start.AddSeconds(2) });
        var running = delivery.RunAsync(stop.Token);
        Assert.Equal(["first"], await NextAsync<string[]>());
        _sink.Fail();
        Assert.Equal(TimeSpan.FromSeconds(2), await NextAsync<TimeSpan>());
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(["first"], await NextAsync<string[]>());
        _sink.Fail();

        Assert.Equal(["third"], await NextAsync<string[]>());
        _sink.Succeed();
        Assert.Equal([start.ToUnixTimeMilliseconds(), start.ToUnixTimeMilliseconds(), start.AddSeconds(2).ToUnixTimeMilliseconds()], _sink.Times);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task What_comes_in_meanwhile_is_sent_together_in_order_and_the_oldest_go_when_there_is_no_room()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var options = new BrokerOptions { MaxEventsPerWebhook = 2, MaxWaitingWebhookEvents = 3 };
        var delivery = new SinkDelivery(_sink, options, _time, NullLogger.Instance);
        delivery.Add(new("0", "a"));
        var running = delivery.RunAsync(stop.Token);
        Assert.Equal(["0"], await NextAsync<string[]>());

        for (var i = 1; i <= 5; i++)
            delivery.Add(new($"{i}", "a"));
        _sink.Succeed();

        Assert.Equal(["3", "4"], await NextAsync<string[]>());
        _sink.Succeed();
        Assert.Equal(["5"], await NextAsync<string[]>());
        _sink.Succeed();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private async Task<T> NextAsync<T>()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        return Assert.IsAssignableFrom<T>(await _happenings.Reader.ReadAsync(limit.Token));
    }

    /// <summary>Tells of each call and answers when the test says how.</summary>
    private sealed class Sink(Channel<object> happenings) : IChannelEventSink
    {
        private readonly Channel<bool> _answers = Channel.CreateUnbounded<bool>();

        /// <summary>The times of the bodies.</summary>
        public List<long> Times { get; } = [];

        public void Fail() => _answers.Writer.TryWrite(false);

        public void Succeed() => _answers.Writer.TryWrite(true);

        public async Task HandleAsync(long timeMs, IReadOnlyList<ChannelEvent> events, CancellationToken cancellationToken)
        {
            Times.Add(timeMs);
            happenings.Writer.TryWrite(events.Select(item => item.Name).ToArray());
            if (!await _answers.Reader.ReadAsync(cancellationToken))
                throw new HttpRequestException("503");
        }
    }

    /// <summary>Tells of each pause once it has begun, so that the clock is not moved before it.</summary>
    private sealed class RecordingTime(Channel<object> happenings) : FakeTimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            happenings.Writer.TryWrite(dueTime);
            return timer;
        }
    }
}

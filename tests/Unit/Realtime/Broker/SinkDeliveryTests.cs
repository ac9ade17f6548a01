using System.Threading.Channels;
using Messaging.Infrastructure.Realtime;
using Messaging.Infrastructure.Realtime.Broker;
using Messaging.Infrastructure.Realtime.Broker.Events;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Messaging.Unit.Realtime.Broker;

public sealed class SinkDeliveryTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Sink _sink = new();

    [Fact]
    public async Task Batch_is_tried_again_with_growing_pauses_for_five_minutes_and_then_given_up()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var delivery = new SinkDelivery(_sink, new BrokerOptions(), _time, NullLogger.Instance);
        var start = _time.GetUtcNow();
        var seconds = new List<double>();
        delivery.Add(new("first", "a"));
        var running = delivery.RunAsync(stop.Token);

        string[] batch;
        while ((batch = await _sink.NextAsync(_time)) is ["first"])
        {
            seconds.Add((_time.GetUtcNow() - start).TotalSeconds);
            if (seconds.Count == 1)
                delivery.Add(new("second", "a"));
            _sink.Fail();
        }

        Assert.Equal(["second"], batch);
        Assert.InRange(seconds[^1], 240, 300);
        // 1 s, 2 s, 4 s … 60 s, each up to a tenth longer.
        var pauses = seconds.Zip(seconds.Skip(1), (a, b) => b - a).ToArray();
        Assert.All(pauses.Take(6).Index(), item => Assert.InRange(item.Item, Math.Pow(2, item.Index), (Math.Pow(2, item.Index) * 1.1) + 1));
        Assert.All(pauses.Skip(6), pause => Assert.InRange(pause, 60, 67));
        _sink.Succeed();
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
        Assert.Equal(["0"], await _sink.NextAsync(_time));

        for (var i = 1; i <= 5; i++)
            delivery.Add(new($"{i}", "a"));
        _sink.Succeed();

        Assert.Equal(["3", "4"], await _sink.NextAsync(_time));
        _sink.Succeed();
        Assert.Equal(["5"], await _sink.NextAsync(_time));
        _sink.Succeed();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    /// <summary>Tells of each call and answers when the test says how.</summary>
    private sealed class Sink : IChannelEventSink
    {
        private readonly Channel<string[]> _calls = Channel.CreateUnbounded<string[]>();
        private readonly Channel<bool> _answers = Channel.CreateUnbounded<bool>();

        public void Fail() => _answers.Writer.TryWrite(false);

        public void Succeed() => _answers.Writer.TryWrite(true);

        /// <summary>The next call; meanwhile the clock goes on.</summary>
        public async Task<string[]> NextAsync(FakeTimeProvider time)
        {
            string[]? call;
            while (!_calls.Reader.TryRead(out call))
            {
                time.Advance(TimeSpan.FromMilliseconds(250));
                await Task.Delay(1, TestContext.Current.CancellationToken);
            }

            return call;
        }

        public async Task HandleAsync(long timeMs, IReadOnlyList<ChannelEvent> events, CancellationToken cancellationToken)
        {
            _calls.Writer.TryWrite([.. events.Select(item => item.Name)]);
            if (!await _answers.Reader.ReadAsync(cancellationToken))
                throw new HttpRequestException("503");
        }
    }
}

using System.Security.Cryptography;
using System.Threading.Channels;
using Messaging.Broker.Protocol;
using Microsoft.Extensions.Logging;

namespace Messaging.Broker.Events;

/// <summary>
/// Brings events to one receiver: in order, together with what happened within the same second, and again after a
/// failure until the event is too old. Each receiver has its own, so that one that is down holds up no other.
/// </summary>
internal sealed partial class SinkDelivery
{
    private static readonly TimeSpan BatchSpan = TimeSpan.FromSeconds(1);

    private readonly IChannelEventSink _sink;
    private readonly BrokerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Channel<ChannelEvent> _waiting;
    private int _dropped;

    // Read from the queue, but too late for the batch before it.
    private ChannelEvent? _next;

    public SinkDelivery(IChannelEventSink sink, BrokerOptions options, TimeProvider time, ILogger logger)
    {
        (_sink, _options, _time, _logger) = (sink, options, time, logger);
        _waiting = Channel.CreateBounded<ChannelEvent>(
            new BoundedChannelOptions(options.MaxWaitingWebhookEvents) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            _ => Interlocked.Increment(ref _dropped));
    }

    public void Add(ChannelEvent item) => _waiting.Writer.TryWrite(item.At == default ? item with { At = _time.GetUtcNow() } : item);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (_next is not null || await _waiting.Reader.WaitToReadAsync(cancellationToken))
        {
            var batch = TakeBatch();
            if (Interlocked.Exchange(ref _dropped, 0) is > 0 and var dropped)
                LogDropped(dropped, _sink.GetType().Name);
            await DeliverAsync(batch, cancellationToken);
        }
    }

    /// <summary>Takes what waits, as long as it happened at about the same time: a batch has one time for all its events.</summary>
    private List<ChannelEvent> TakeBatch()
    {
        var batch = new List<ChannelEvent>();
        while (batch.Count < _options.MaxEventsPerWebhook && (_next is not null || _waiting.Reader.TryRead(out _next)))
        {
            if (batch.Count > 0 && (_next.At - batch[0].At).Duration() > BatchSpan) break;
            batch.Add(_next);
            _next = null;
        }

        return batch;
    }

    private async Task DeliverAsync(List<ChannelEvent> batch, CancellationToken cancellationToken)
    {
        // Counted from the event, not from the first try: what waited behind a receiver that is down is no younger for it.
        var happenedAt = batch.Min(item => item.At);
        var deadline = happenedAt + TimeSpan.FromSeconds(_options.WebhookGiveUpSeconds);
        var pause = TimeSpan.FromMilliseconds(_options.WebhookRetryMilliseconds);
        var longestPause = TimeSpan.FromSeconds(_options.WebhookMaxRetrySeconds);
        Exception? failure = null;
        while (_time.GetUtcNow() <= deadline)
        {
            try
            {
                await _sink.HandleAsync(happenedAt.ToUnixTimeMilliseconds(), batch, cancellationToken);
                return;
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                failure = exception;
            }

            var left = deadline - _time.GetUtcNow();
            if (left <= TimeSpan.Zero) break;
            LogRetry(_sink.GetType().Name, pause, failure);
            // Up to a tenth later than said, so that several senders do not stay in step. The last try is at the deadline.
            var wait = pause + (pause * RandomNumberGenerator.GetInt32(100) / 1000);
            await Task.Delay(wait < left ? wait : left, _time, cancellationToken);
            pause = pause * 2 < longestPause ? pause * 2 : longestPause;
        }

        LogGivenUp(batch.Count, _sink.GetType().Name, failure);
    }

    [LoggerMessage(3110, LogLevel.Warning, "{Count} channel events were dropped: {Receiver} does not keep up")]
    private partial void LogDropped(int count, string receiver);

    [LoggerMessage(3111, LogLevel.Error, "{Count} channel events were given up: {Receiver} did not take them")]
    private partial void LogGivenUp(int count, string receiver, Exception? exception);

    [LoggerMessage(3112, LogLevel.Warning, "{Receiver} did not take channel events; retrying in {Pause}")]
    private partial void LogRetry(string receiver, TimeSpan pause, Exception exception);
}

using System.Security.Cryptography;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Messaging.Infrastructure.Realtime.Broker.Events;

/// <summary>
/// Brings events to one receiver: in order, together with what came in while the last batch was on its
/// way, and again after a failure. Each receiver has its own, so that one that is down holds up no other.
/// </summary>
internal sealed partial class SinkDelivery
{
    private readonly IChannelEventSink _sink;
    private readonly BrokerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Channel<ChannelEvent> _waiting;
    private int _dropped;

    public SinkDelivery(IChannelEventSink sink, BrokerOptions options, TimeProvider time, ILogger logger)
    {
        (_sink, _options, _time, _logger) = (sink, options, time, logger);
        _waiting = Channel.CreateBounded<ChannelEvent>(
            new BoundedChannelOptions(options.MaxWaitingWebhookEvents) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            _ => Interlocked.Increment(ref _dropped));
    }

    public void Add(ChannelEvent item) => _waiting.Writer.TryWrite(item);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await _waiting.Reader.WaitToReadAsync(cancellationToken))
        {
            var batch = new List<ChannelEvent>();
            while (batch.Count < _options.MaxEventsPerWebhook && _waiting.Reader.TryRead(out var item))
                batch.Add(item);
            if (Interlocked.Exchange(ref _dropped, 0) is > 0 and var dropped)
                LogDropped(dropped, _sink.GetType().Name);
            await DeliverAsync(batch, cancellationToken);
        }
    }

    private async Task DeliverAsync(List<ChannelEvent> batch, CancellationToken cancellationToken)
    {
        var startedAt = _time.GetTimestamp();
        var timeMs = _time.GetUtcNow().ToUnixTimeMilliseconds();
        var pause = TimeSpan.FromMilliseconds(_options.WebhookRetryMilliseconds);
        var longestPause = TimeSpan.FromSeconds(_options.WebhookMaxRetrySeconds);
        while (true)
        {
            try
            {
                await _sink.HandleAsync(timeMs, batch, cancellationToken);
                return;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                if (_time.GetElapsedTime(startedAt) + pause > TimeSpan.FromSeconds(_options.WebhookGiveUpSeconds))
                {
                    LogGivenUp(batch.Count, _sink.GetType().Name, e);
                    return;
                }

                LogRetry(_sink.GetType().Name, pause, e);
            }

            // Up to a tenth later than said, so that several senders do not stay in step.
            await Task.Delay(pause + (pause * RandomNumberGenerator.GetInt32(100) / 1000), _time, cancellationToken);
            pause = pause * 2 < longestPause ? pause * 2 : longestPause;
        }
    }

    [LoggerMessage(EventId = 3110, Level = LogLevel.Warning, Message = "{Count} channel events were dropped: {Receiver} does not keep up")]
    private partial void LogDropped(int count, string receiver);

    [LoggerMessage(EventId = 3111, Level = LogLevel.Error, Message = "{Count} channel events were given up: {Receiver} did not take them")]
    private partial void LogGivenUp(int count, string receiver, Exception exception);

    [LoggerMessage(EventId = 3112, Level = LogLevel.Warning, Message = "{Receiver} did not take channel events; retrying in {Pause}")]
    private partial void LogRetry(string receiver, TimeSpan pause, Exception exception);
}

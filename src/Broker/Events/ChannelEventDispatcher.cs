using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Messaging.Broker.Events;

/// <summary>Hands the feed's events to everyone who is to be told: parts of this app, and webhooks over HTTP.</summary>
internal sealed class ChannelEventDispatcher(
    ChannelEventFeed feed,
    IEnumerable<IChannelEventSink> sinks,
    IOptions<BrokerOptions> options,
    IOptions<PusherApp> app,
    IHttpClientFactory httpClients,
    TimeProvider time,
    ILogger<ChannelEventDispatcher> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var webhooks = options.Value.WebhookUrls.Select(url => new WebhookSink(new Uri(url), httpClients, options.Value, app.Value, time));
        var deliveries = sinks.Concat(webhooks).Select(sink => new SinkDelivery(sink, options.Value, time, logger)).ToArray();
        try
        {
            await Task.WhenAll([DistributeAsync(deliveries, stoppingToken), .. deliveries.Select(delivery => delivery.RunAsync(stoppingToken))]);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Waiting events are lost, as with any sender of webhooks that stops: receivers reconcile.
        }
    }

    private async Task DistributeAsync(SinkDelivery[] deliveries, CancellationToken cancellationToken)
    {
        await foreach (var item in feed.Reader.ReadAllAsync(cancellationToken))
        {
            foreach (var delivery in deliveries)
                delivery.Add(item);
        }
    }
}

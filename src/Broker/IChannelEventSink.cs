using Messaging.Broker.Protocol;

namespace Messaging.Broker;

/// <summary>
/// Is told what happens in the channels of the embedded broker, as a webhook would tell it but without
/// the network: the same events, the same delay on leaving, in batches, retried after an exception.
/// Any number may be registered, as singletons; each is called by one caller at a time, in order.
/// </summary>
/// <remarks>At least once until <c>Broker:WebhookGiveUpSeconds</c> after the event happened, then lost. Reconcile with the list of members.</remarks>
public interface IChannelEventSink
{
    /// <summary>Takes a batch. An exception means "not taken": the same batch comes again, until 5 minutes after its first event.</summary>
    /// <param name="timeMs">When the first event of the batch happened: milliseconds since 1970, UTC. The others happened within one second of it.</param>
    /// <param name="events">In the order in which they happened.</param>
    /// <param name="cancellationToken">Ends with the app.</param>
    Task HandleAsync(long timeMs, IReadOnlyList<ChannelEvent> events, CancellationToken cancellationToken);
}

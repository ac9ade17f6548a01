using Messaging.Application.Realtime;
using Messaging.Broker;

namespace Messaging.Infrastructure.Realtime;

/// <summary>Publishes to the broker in this process, with the rules and the answers of its HTTP API.</summary>
internal sealed class EmbeddedPublisher(BrokerPublisher broker) : IRealtimePublisher
{
    public bool IsInProcess => true;

    public Task<PublishResult> PublishAsync(IReadOnlyList<RealtimeEvent> events, CancellationToken cancellationToken) => Task.FromResult(
        PublishRules.CheckJson(events) ?? PublishRules.Refusal(broker.Publish(PublishRules.ToBroker(events))) ?? PublishResult.Accepted);

    public Task<IReadOnlyCollection<string>?> GetOccupiedChannelsAsync(string prefix, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyCollection<string>?>(broker.GetChannels(prefix));

    /// <remarks>Null for other than presence channels, which the HTTP API refuses.</remarks>
    public Task<IReadOnlyCollection<string>?> GetPresenceMembersAsync(string channel, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyCollection<string>?>(broker.GetUsers(channel));

    public Task<PublishResult> TerminateConnectionsAsync(string userId, CancellationToken cancellationToken) =>
        Task.FromResult(PublishRules.Refusal(broker.TerminateConnections(userId)) ?? PublishResult.Accepted);
}

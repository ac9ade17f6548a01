using Messaging.Application.Realtime;
using Messaging.Broker;
using Messaging.Broker.Core;

namespace Messaging.Infrastructure.Realtime;

/// <summary>Publishes to the broker in this process, with the limits and the answers of its HTTP API.</summary>
internal sealed class EmbeddedPublisher(BrokerPublisher broker) : IRealtimePublisher
{
    public bool IsInProcess => true;

    public Task<PublishResult> PublishAsync(IReadOnlyList<RealtimeEvent> events, CancellationToken cancellationToken)
    {
        // Refuses the same calls as the HTTP client, in the same words.
        if (PublishLimits.Check(events) is { } refusal)
            return Task.FromResult(refusal);
        return Task.FromResult(ToResult(broker.Publish([.. events.Select(item => new BrokerEvent(item.Name, item.Data, [item.Channel], item.ExcludeSocketId))])));
    }

    public Task<IReadOnlyCollection<string>?> GetOccupiedChannelsAsync(string prefix, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyCollection<string>?>(broker.GetChannels(prefix));

    /// <remarks>Null for other than presence channels, which the HTTP API refuses.</remarks>
    public Task<IReadOnlyCollection<string>?> GetPresenceMembersAsync(string channel, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyCollection<string>?>(broker.GetUsers(channel));

    public Task<PublishResult> TerminateConnectionsAsync(string userId, CancellationToken cancellationToken) =>
        Task.FromResult(ToResult(broker.TerminateConnections(userId)));

    private static PublishResult ToResult(Fault? fault) => fault is null
        ? PublishResult.Accepted
        : new(
            fault.Status switch
            {
                413 => PublishOutcome.TooLarge,
                401 or 403 => PublishOutcome.Unauthorized,
                _ => PublishOutcome.Rejected,
            },
            fault.Message);
}

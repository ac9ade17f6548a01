using Messaging.Application.Realtime;
using Messaging.Infrastructure.Realtime.Broker.Core;
using Messaging.Infrastructure.Realtime.Broker.Protocol;
using Microsoft.Extensions.Options;

namespace Messaging.Infrastructure.Realtime.Broker;

/// <summary>Publishes to the broker in this process, with the limits and the answers of its HTTP API.</summary>
internal sealed class EmbeddedPublisher(BrokerHub hub, IOptions<BrokerOptions> options) : IRealtimePublisher
{
    public bool IsInProcess => true;

    public Task<PublishResult> PublishAsync(IReadOnlyList<RealtimeEvent> events, CancellationToken cancellationToken)
    {
        // Refuses the same calls as the HTTP client, in the same words.
        if (PublishLimits.Check(events) is { } refusal)
            return Task.FromResult(refusal);
        var items = events.Select(item => new BrokerEvent(item.Name, item.Data, [item.Channel], item.ExcludeSocketId)).ToArray();
        var fault = EventRules.Check(items, options.Value);
        if (fault is null)
            hub.Publish(items);
        return Task.FromResult(ToResult(fault));
    }

    public Task<IReadOnlyCollection<string>?> GetOccupiedChannelsAsync(string prefix, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyCollection<string>?>([.. hub.GetChannels(prefix).Select(channel => channel.Name)]);

    /// <remarks>Null for other than presence channels, which the HTTP API refuses.</remarks>
    public Task<IReadOnlyCollection<string>?> GetPresenceMembersAsync(string channel, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyCollection<string>?>(
            ChannelName.Parse(channel, options.Value.MaxChannelNameLength) is { IsPresence: true } ? hub.GetMembers(channel) : null);

    public Task<PublishResult> TerminateConnectionsAsync(string userId, CancellationToken cancellationToken)
    {
        if (!ChannelName.IsValidUserId(userId, options.Value.MaxUserIdLength))
            return Task.FromResult(ToResult(new(400, "Invalid user id")));
        hub.Terminate(userId);
        return Task.FromResult(PublishResult.Accepted);
    }

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

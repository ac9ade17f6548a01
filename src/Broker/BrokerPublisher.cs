using Messaging.Broker.Core;
using Messaging.Broker.Protocol;
using Microsoft.Extensions.Options;

namespace Messaging.Broker;

/// <summary>The broker's HTTP API without the network, for code in the same process: the same calls, rules and refusals.</summary>
public sealed class BrokerPublisher
{
    private readonly BrokerHub _hub;
    private readonly BrokerOptions _options;
    private readonly ChannelsLimits _limits;

    internal BrokerPublisher(BrokerHub hub, IOptions<BrokerOptions> options) =>
        (_hub, _options, _limits) = (hub, options.Value, options.Value.Limits());

    /// <summary>Publishes events in their order: all of them, or none when one is refused.</summary>
    /// <returns>Why nothing was published, or null.</returns>
    public Fault? Publish(params IReadOnlyList<BrokerEvent> events)
    {
        var fault = _options.AppEnabled ? EventRules.Check(events, _limits) : new(403, "The app is disabled");
        if (fault is null)
            _hub.Publish(events);
        return fault;
    }

    /// <summary>The names of the channels that have subscribers, in order. Channels of signed-in users are left out.</summary>
    /// <param name="prefix">Only names that start with this.</param>
    public IReadOnlyList<string> GetChannels(string prefix = "") => [.. _hub.GetChannels(prefix).Select(channel => channel.Name)];

    /// <summary>The distinct user ids in a presence channel, or null for any other channel.</summary>
    public IReadOnlyList<string>? GetUsers(string channel) =>
        ChannelName.Parse(channel, _limits) is { IsPresence: true } ? _hub.GetMembers(channel) : null;

    /// <summary>
    /// Closes the connections of a user: those that signed in, and those that joined a presence channel as this user.
    /// Signatures from before are refused afterwards. The user may connect again.
    /// </summary>
    /// <returns>Why the call was refused, or null.</returns>
    public Fault? TerminateConnections(string userId)
    {
        if (!ProtocolIds.IsUserId(userId, _limits)) return new(400, "Invalid user id");
        _hub.Terminate(userId);
        return null;
    }
}

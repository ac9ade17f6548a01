using System.Text;

namespace Messaging.Broker.Protocol;

/// <summary>
/// The rules for events that a server publishes. The broker checks them, and a client of the HTTP API can: a call that
/// cannot succeed then costs no request, and gets the same answer.
/// </summary>
/// <remarks>Source: Pusher Channels documentation, "HTTP API reference".</remarks>
public static class EventRules
{
    /// <summary>Looks for the first fault.</summary>
    /// <param name="events">The events of one call.</param>
    /// <param name="limits">Where they differ from those of Pusher Channels.</param>
    /// <returns>Null when every event is acceptable.</returns>
    public static Fault? Check(IReadOnlyList<BrokerEvent> events, ChannelsLimits? limits = null)
    {
        limits ??= ChannelsLimits.Default;
        if (events.Count == 0) return new(400, "There is no event");
        if (events.Count > limits.EventsPerCall) return new(400, $"Batch too large (> {limits.EventsPerCall} events)");
        // Sizes last: an event that is wrong in both ways must not come back as "make it smaller".
        return events.Select(item => Check(item, limits)).FirstOrDefault(fault => fault is not null)
            ?? (events.Any(item => Encoding.UTF8.GetByteCount(item.Data) > limits.EventDataBytes)
                ? new(413, $"The data content of this event exceeds the allowed maximum ({limits.EventDataBytes} bytes)")
                : null);
    }

    private static Fault? Check(BrokerEvent item, ChannelsLimits limits)
    {
        if (item.Name.Length == 0) return new(400, "The event has no name");
        if (item.Name.Length > limits.EventNameLength)
            return new(400, $"The event's name is longer than {limits.EventNameLength} characters");
        if (item.Name.StartsWith("pusher:", StringComparison.Ordinal) || item.Name.StartsWith("pusher_internal:", StringComparison.Ordinal))
            return new(400, "Names of events that start with pusher: or pusher_internal: are reserved");
        if (item.ExcludeSocketId is not null && !ProtocolIds.IsSocketId(item.ExcludeSocketId))
            return new(400, "Invalid socket id");
        if (item.Channels.Count == 0) return new(400, "The event has no channel");
        if (item.Channels.Count > limits.ChannelsPerEvent)
            return new(400, $"The event has more than {limits.ChannelsPerEvent} channels");

        var names = item.Channels.Select(channel => ChannelName.Parse(channel, limits)).ToArray();
        if (Array.IndexOf(names, null) is >= 0 and var index) return new(400, $"Invalid channel name: '{item.Channels[index]}'");
        // Each encrypted channel has a key of its own, so one payload fits only one of them.
        return names.Length > 1 && names.Any(name => name!.IsEncrypted)
            ? new(400, "An event on an encrypted channel can have no other channel")
            : null;
    }
}

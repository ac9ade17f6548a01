using System.Text;
using System.Text.RegularExpressions;
using Messaging.Broker.Protocol;

namespace Messaging.Broker.Core;

/// <summary>The rules for published events: the same for the HTTP API and inside the process.</summary>
internal static partial class EventRules
{
    /// <summary>Looks for the first fault.</summary>
    /// <returns>Null when every event is acceptable.</returns>
    public static Fault? Check(IReadOnlyList<BrokerEvent> events, BrokerOptions options)
    {
        if (!options.AppEnabled)
            return new(403, "The app is disabled");
        if (events.Count == 0)
            return new(400, "There is no event");
        if (events.Count > options.MaxEventsPerBatch)
            return new(400, $"Batch too large (> {options.MaxEventsPerBatch} events)");
        // Sizes last: an event that is wrong in both ways must not come back as "make it smaller".
        return events.Select(item => Check(item, options)).FirstOrDefault(fault => fault is not null)
            ?? (events.Any(item => Encoding.UTF8.GetByteCount(item.Data) > options.MaxEventDataBytes)
                ? new(413, $"The data content of this event exceeds the allowed maximum ({options.MaxEventDataBytes} bytes)")
                : null);
    }

    private static Fault? Check(BrokerEvent item, BrokerOptions options)
    {
        if (item.Name.Length == 0)
            return new(400, "The event has no name");
        if (item.Name.Length > options.MaxEventNameLength)
            return new(400, $"The event's name is longer than {options.MaxEventNameLength} characters");
        if (item.Name.StartsWith("pusher:", StringComparison.Ordinal) || item.Name.StartsWith("pusher_internal:", StringComparison.Ordinal))
            return new(400, "Names of events that start with pusher: or pusher_internal: are reserved");
        if (item.ExcludeSocketId is not null && !SocketId().IsMatch(item.ExcludeSocketId))
            return new(400, "Invalid socket id");
        if (item.Channels.Count == 0)
            return new(400, "The event has no channel");
        if (item.Channels.Count > options.MaxChannelsPerEvent)
            return new(400, $"The event has more than {options.MaxChannelsPerEvent} channels");

        var names = item.Channels.Select(channel => ChannelName.Parse(channel, options.MaxChannelNameLength)).ToArray();
        if (Array.IndexOf(names, null) is >= 0 and var index)
            return new(400, $"Invalid channel name: '{item.Channels[index]}'");
        // Each encrypted channel has a key of its own, so one payload fits only one of them.
        return names.Length > 1 && names.Any(name => name!.IsEncrypted)
            ? new(400, "An event on an encrypted channel can have no other channel")
            : null;
    }

    [GeneratedRegex(@"^[0-9]+\.[0-9]+\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SocketId();
}

/// <summary>Why a call is refused.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Message">The fault, without secrets.</param>
public sealed record Fault(int Status, string Message);

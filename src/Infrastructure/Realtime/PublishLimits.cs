using System.Text;
using Messaging.Application.Realtime;

namespace Messaging.Infrastructure.Realtime;

/// <summary>
/// The limits of the Channels API, checked before anything is sent, so that every driver gives the
/// same answer and a call that cannot succeed costs no request.
/// </summary>
/// <remarks>Source: Pusher Channels documentation, "HTTP API reference". Sizes are bytes of UTF-8, not characters.</remarks>
internal static class PublishLimits
{
    public const int EventsPerCall = 10;
    public const int DataBytes = 10_240;
    public const int EventNameLength = 200;

    /// <returns>Why the call cannot be made, or null.</returns>
    public static PublishResult? Check(IReadOnlyList<RealtimeEvent> events)
    {
        if (events.Count is 0 or > EventsPerCall)
            return Rejected($"A call takes 1 to {EventsPerCall} events, not {events.Count}.");

        // Names first: an event that is wrong in both ways must not come back as "make it smaller".
        foreach (var item in events)
        {
            if (!ChannelNames.IsPublishable(item.Channel))
                return Rejected("The channel's name is not valid.");
            if (item.Name is not { Length: > 0 and <= EventNameLength })
                return Rejected($"An event's name has 1 to {EventNameLength} characters.");
            if (item.Name.StartsWith("pusher:", StringComparison.Ordinal) || item.Name.StartsWith("pusher_internal:", StringComparison.Ordinal))
                return Rejected("Event names that begin with pusher: or pusher_internal: belong to the protocol.");
            if (string.IsNullOrEmpty(item.Data))
                return Rejected("An event's data is JSON text; an empty string is none.");
            if (item.ExcludeSocketId is not null && !ChannelNames.IsSocketId(item.ExcludeSocketId))
                return Rejected("The socket id to leave out is not valid.");
        }

        return events.Any(item => Encoding.UTF8.GetByteCount(item.Data) > DataBytes)
            ? new PublishResult(PublishOutcome.TooLarge, $"The data of an event is over {DataBytes} bytes.")
            : null;
    }

    private static PublishResult Rejected(string error) => new(PublishOutcome.Rejected, error);
}

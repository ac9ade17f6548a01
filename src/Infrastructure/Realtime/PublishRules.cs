using Messaging.Application.Realtime;
using Messaging.Broker.Protocol;

namespace Messaging.Infrastructure.Realtime;

/// <summary>
/// The rules of the Channels protocol for this app's events, checked before anything is sent, so that every driver gives
/// the same answer and a call that cannot succeed costs no request.
/// </summary>
internal static class PublishRules
{
    /// <returns>Why the call cannot be made, or null.</returns>
    public static PublishResult? Check(IReadOnlyList<RealtimeEvent> events) => CheckJson(events) ?? Refusal(EventRules.Check(ToBroker(events)));

    /// <summary>The events in the broker's form.</summary>
    public static BrokerEvent[] ToBroker(IReadOnlyList<RealtimeEvent> events) =>
        [.. events.Select(item => new BrokerEvent(item.Name, item.Data, [item.Channel], item.ExcludeSocketId))];

    /// <returns>Null when there is no fault.</returns>
    public static PublishResult? Refusal(Fault? fault) => fault is null
        ? null
        : new(
            fault.Status switch
            {
                413 => PublishOutcome.TooLarge,
                401 or 403 => PublishOutcome.Unauthorized,
                _ => PublishOutcome.Rejected,
            },
            fault.Message);

    /// <summary>The protocol allows any text; the events of this app are JSON.</summary>
    public static PublishResult? CheckJson(IReadOnlyList<RealtimeEvent> events) => events.Any(item => string.IsNullOrEmpty(item.Data))
        ? new PublishResult(PublishOutcome.Rejected, "An event's data is JSON text; an empty string is none.")
        : null;
}

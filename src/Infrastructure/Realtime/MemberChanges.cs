using Messaging.Application.Realtime;
using Messaging.Broker.Protocol;

namespace Messaging.Infrastructure.Realtime;

/// <summary>Finds what this app wants to know among the events of a push service, whichever way they came.</summary>
internal static class MemberChanges
{
    /// <summary>Members who came and went, in the same order. Events of other kinds are passed over.</summary>
    public static IReadOnlyList<MemberChange> In(IReadOnlyList<ChannelEvent> events) =>
    [
        .. from item in events
           where item.Name is ChannelEventName.MemberAdded or ChannelEventName.MemberRemoved
           select new MemberChange(item.Channel, item.UserId, item.Name == ChannelEventName.MemberAdded),
    ];
}

using Messaging.Domain.Common;

namespace Messaging.Domain.Presence.Events;

/// <summary>A user came online or went offline.</summary>
[EventName("presence-changed")]
public sealed record PresenceChanged(UserId UserId, bool IsOnline, DateTimeOffset? LastActiveAt, long Version) : IDomainEvent
{
    public Guid OrderKey => UserId.Value;
}

/// <summary>A user hides or shows their presence from now on.</summary>
[EventName("presence-visibility-changed")]
public sealed record PresenceVisibilityChanged(UserId UserId, bool IsShared, bool IsOnline, DateTimeOffset? LastActiveAt) : IDomainEvent
{
    public Guid OrderKey => UserId.Value;
}

/// <summary>The push service said who came into channels and who left. Only earlier releases store it.</summary>
/// <param name="At">When, by the service's clock.</param>
/// <param name="Reports">In the order in which it happened; at least one.</param>
[EventName("channel-presence-reported")]
public sealed record ChannelPresenceReported(DateTimeOffset At, IReadOnlyList<ChannelPresence> Reports) : IDomainEvent
{
    // Users are spread over the lanes; their own reports follow each other where batches are small,
    // and where not, the time decides.
    public Guid OrderKey => Reports[0].UserId.Value;
}

/// <param name="UserId">The user.</param>
/// <param name="ConversationId">The chat whose channel it was, or null for the user's own channel.</param>
/// <param name="IsPresent">Came, or left.</param>
public sealed record ChannelPresence(UserId UserId, ConversationId? ConversationId, bool IsPresent);

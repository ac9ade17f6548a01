using Messaging.Application.Presence.Memory;
using Messaging.Domain.Common;

namespace Messaging.Application.Presence;

/// <summary>The presence of a user as a contact sees it.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Status">Online or offline.</param>
/// <param name="LastActiveAt">The newest sign of life; null for a user who was never online.</param>
public sealed record PresenceView(UserId UserId, PresenceStatus Status, DateTimeOffset? LastActiveAt)
{
    internal static PresenceView Of(UserId id, PresenceState? state) =>
        new(id, state is { IsOnline: true } ? PresenceStatus.Online : PresenceStatus.Offline, state?.LastActiveAt);
}

/// <summary>The two states that others see.</summary>
public enum PresenceStatus
{
    Online,
    Offline,
}

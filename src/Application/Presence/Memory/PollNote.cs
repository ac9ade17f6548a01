using Messaging.Domain.Presence;

namespace Messaging.Application.Presence.Memory;

/// <summary>The online state that a user's polls showed since the last write.</summary>
/// <param name="AskedAt">When the newest poll that did not wait came, or null.</param>
/// <param name="BrokenOffAt">When the client broke off its last waiting poll, or null.</param>
/// <param name="WaitedAt">When a poll last began to wait, or the present while one waits; null for none.</param>
public sealed record PollNote(DateTimeOffset? AskedAt, DateTimeOffset? BrokenOffAt, DateTimeOffset? WaitedAt)
{
    internal void ApplyTo(UserPresence presence, DateTimeOffset now, PresenceOptions options)
    {
        if (BrokenOffAt is { } brokenOff) presence.StopPolling(brokenOff, options.LeaveGrace);
        if (AskedAt is { } asked && !(asked <= BrokenOffAt)) presence.Poll(asked, now, options.PollLifetime, waits: false);
        if (WaitedAt is { } waited) presence.Poll(waited, now, options.PollLifetime, waits: true);
    }
}

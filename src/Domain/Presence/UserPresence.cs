using Messaging.Domain.Common;
using Messaging.Domain.Presence.Events;

namespace Messaging.Domain.Presence;

/// <summary>
/// Whether a user is online: in the own channel, polled a short while ago, or left a moment ago.
/// Only what others can see raises an event. Reports may come late, doubled or shuffled.
/// </summary>
public sealed class UserPresence : AggregateRoot
{
    private UserPresence()
    {
    }

    public UserPresence(UserId id) => Id = id;

    /// <summary>The user.</summary>
    public UserId Id { get; private set; }

    /// <summary>The state that others see.</summary>
    public bool IsOnline { get; private set; }

    /// <summary>In the own channel, as far as reports say.</summary>
    public bool InChannel { get; private set; }

    /// <summary>The time of the newest report that was applied, by the push service's clock.</summary>
    public DateTimeOffset ReportedAt { get; private set; }

    /// <summary>Online until then even without the channel: a poll or a grace. Coming into the channel takes its place.</summary>
    public DateTimeOffset? OnlineUntil { get; private set; }

    /// <summary>The newest sign of life: came, left or polled. Null for a user who was never online.</summary>
    public DateTimeOffset? LastActiveAt { get; private set; }

    /// <summary>When <see cref="IsOnline"/> last changed, by the clock of the node that changed it.</summary>
    public DateTimeOffset ChangedAt { get; private set; }

    /// <summary>Grows by one with every change of the row: of two states the one with the higher version is newer.</summary>
    public long Version { get; private set; }

    /// <summary>Takes a report of the push service about the own channel, unless a newer one was taken before.</summary>
    /// <param name="inChannel">Came, or left.</param>
    /// <param name="at">When the service says it happened.</param>
    /// <param name="now">The time here.</param>
    /// <param name="leaveGrace">How long somebody who left stays online.</param>
    public void Report(bool inChannel, DateTimeOffset at, DateTimeOffset now, TimeSpan leaveGrace)
    {
        if (at < ReportedAt || (at == ReportedAt && inChannel == InChannel)) return;

        Version++;
        ReportedAt = at;
        if (inChannel == InChannel) return;

        InChannel = inChannel;
        // A service whose clock is ahead does not make anybody active in the future.
        SeenAt(at < now ? at : now);
        if (inChannel)
        {
            OnlineUntil = null;
            Become(isOnline: true, now);
        }
        else
        {
            // By our own clock: a report that comes late has been in the way of the next one, too.
            OnlineUntil = Later(OnlineUntil, now + leaveGrace);
        }
    }

    /// <summary>
    /// Takes a poll: it keeps the user online for a while. A poll that does not wait says nothing about a user in the
    /// channel: a client that has push makes one now and then, and it must not outlast the channel.
    /// </summary>
    /// <param name="at">When it came.</param>
    /// <param name="now">The time here; later, since polls are gathered.</param>
    /// <param name="lifetime">How long a poll counts.</param>
    /// <param name="waits">True for a poll that waits for changes, which a client with push does not make.</param>
    public void Poll(DateTimeOffset at, DateTimeOffset now, TimeSpan lifetime, bool waits = true)
    {
        // Before the newest report, it may be of the client that the report is about.
        var isOfClientWithPush = waits ? InChannel && at <= ReportedAt : InChannel || at <= ReportedAt;
        var until = at + lifetime;
        if (isOfClientWithPush || until <= now || until <= OnlineUntil) return;

        Version++;
        SeenAt(at);
        OnlineUntil = until;
        Become(isOnline: true, now);
    }

    /// <summary>Takes it that the client broke off its waiting poll: from now on the user has a grace, as for leaving the channel.</summary>
    /// <param name="at">When.</param>
    /// <param name="leaveGrace">How long the user stays online.</param>
    public void StopPolling(DateTimeOffset at, TimeSpan leaveGrace)
    {
        if (OnlineUntil is null || OnlineUntil <= at + leaveGrace) return;

        Version++;
        SeenAt(at);
        OnlineUntil = at + leaveGrace;
    }

    /// <summary>Ends the grace of somebody who left, and the time of somebody who stopped polling.</summary>
    public void Expire(DateTimeOffset now)
    {
        if (!IsOnline || InChannel || OnlineUntil > now) return;

        Version++;
        OnlineUntil = null;
        Become(isOnline: false, now);
    }

    /// <summary>Announces that the user now hides or shows when they are online; the state itself stays.</summary>
    public void VisibilityChanged(bool isShared) => Raise(new PresenceVisibilityChanged(Id, isShared, IsOnline, LastActiveAt));

    private void Become(bool isOnline, DateTimeOffset now)
    {
        if (IsOnline == isOnline) return;

        IsOnline = isOnline;
        ChangedAt = now;
        Raise(new PresenceChanged(Id, isOnline, LastActiveAt, Version));
    }

    private void SeenAt(DateTimeOffset at) => LastActiveAt = Later(LastActiveAt, at);

    private static DateTimeOffset Later(DateTimeOffset? one, DateTimeOffset other) => one > other ? one.Value : other;
}

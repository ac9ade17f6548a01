using Messaging.Domain.Common;

namespace Messaging.Domain.Notifications;

/// <summary>When and how a user wants to be told of new messages. Users who never saved any have the defaults.</summary>
public sealed class NotificationPreferences
{
    private NotificationPreferences()
    {
    }

    /// <summary>The defaults: everything, at any time.</summary>
    public NotificationPreferences(UserId userId) => UserId = userId;

    public UserId UserId { get; private set; }

    public NotificationLevel Level { get; private set; } = NotificationLevel.All;

    /// <summary>False hides the text of messages in notifications.</summary>
    public bool Preview { get; private set; } = true;

    /// <summary>Whether a notification may make a sound.</summary>
    public bool Sound { get; private set; } = true;

    public DoNotDisturb DoNotDisturb { get; private set; } = DoNotDisturb.Default;

    /// <summary>No notifications until then; null when not snoozed.</summary>
    public DateTimeOffset? SnoozedUntil { get; private set; }

    public bool IsSnoozed(DateTimeOffset now) => SnoozedUntil > now;

    /// <summary>Replaces everything.</summary>
    public void Change(NotificationLevel level, bool preview, bool sound, DoNotDisturb doNotDisturb, DateTimeOffset? snoozedUntil) =>
        (Level, Preview, Sound, DoNotDisturb, SnoozedUntil) = (level, preview, sound, doNotDisturb, snoozedUntil);
}

/// <summary>Which messages a user wants to be told of.</summary>
public enum NotificationLevel
{
    All,

    /// <summary>Only those that mention the user or answer one of their messages.</summary>
    Mentions,

    None,
}

namespace Messaging.Domain.Notifications;

/// <summary>Whether a member is told of a message, and if not, why not.</summary>
public readonly record struct NotificationDecision(NotificationReason Reason)
{
    public bool Notifies => Reason == NotificationReason.Notify;

    /// <summary>Decides from the facts alone. Where several reasons hold, the first of <see cref="NotificationReason"/> is given.</summary>
    public static NotificationDecision For(NotificationFacts facts) => new(ReasonOf(facts));

    private static NotificationReason ReasonOf(NotificationFacts facts)
    {
        var preferences = facts.Preferences;
        if (facts.IsOwn) return NotificationReason.OwnMessage;
        if (facts.IsBlocked) return NotificationReason.Blocked;
        // A group is muted for its chatter. It may still call its members by name.
        var breaksThrough = facts is { IsMentioned: true, IsGroup: true };
        if (facts.MutedUntil > facts.Now && !breaksThrough) return NotificationReason.ConversationMuted;
        if (facts.IsArchived && !breaksThrough) return NotificationReason.Archived;
        if (preferences.IsSnoozed(facts.Now)) return NotificationReason.Snoozed;
        if (preferences.DoNotDisturb.IsQuiet(facts.Now)) return NotificationReason.DoNotDisturb;
        if (preferences.Level == NotificationLevel.None) return NotificationReason.LevelNone;
        if (preferences.Level == NotificationLevel.Mentions && !facts.IsMentioned) return NotificationReason.NotMentioned;
        return facts.IsViewing ? NotificationReason.Viewing : NotificationReason.Notify;
    }
}

/// <summary>All that a decision hangs on.</summary>
/// <param name="IsOwn">The member wrote the message.</param>
/// <param name="IsBlocked">One of sender and member has blocked the other.</param>
/// <param name="MutedUntil">Until when the member muted the conversation, or null.</param>
/// <param name="Preferences">The member's preferences, or the defaults.</param>
/// <param name="IsMentioned">The message mentions the member, or answers one of theirs.</param>
/// <param name="IsViewing">The member has the conversation open, or has already read as far as this message.</param>
/// <param name="Now">The time.</param>
/// <param name="IsArchived">The member has the conversation out of the main list: muted when the message came, or put there since.</param>
/// <param name="IsGroup">The conversation is a group: there, mentions are told although it is muted or archived.</param>
public sealed record NotificationFacts(
    bool IsOwn,
    bool IsBlocked,
    DateTimeOffset? MutedUntil,
    NotificationPreferences Preferences,
    bool IsMentioned,
    bool IsViewing,
    DateTimeOffset Now,
    bool IsArchived = false,
    bool IsGroup = false);

/// <summary>Why a member is told of a message or not, in the order in which the reasons are asked for.</summary>
public enum NotificationReason
{
    OwnMessage,
    Blocked,
    ConversationMuted,
    Archived,
    Snoozed,
    DoNotDisturb,
    LevelNone,
    NotMentioned,
    Viewing,

    /// <summary>Nothing speaks against it.</summary>
    Notify,
}

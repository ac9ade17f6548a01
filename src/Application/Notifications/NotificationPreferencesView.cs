using System.Globalization;
using Messaging.Domain.Notifications;

namespace Messaging.Application.Notifications;

/// <summary>When and how a user wants to be told of new messages.</summary>
/// <param name="Level"><c>all</c>, <c>mentions</c> (only messages that say <c>@userName</c>) or <c>none</c>.</param>
/// <param name="Preview">False hides the text of messages.</param>
/// <param name="Sound">Whether a notification may make a sound.</param>
/// <param name="DoNotDisturb">The quiet hours.</param>
/// <param name="SnoozedUntil">No notifications until then, or null.</param>
public sealed record NotificationPreferencesView(
    NotificationLevel Level, bool Preview, bool Sound, DoNotDisturbView DoNotDisturb, DateTimeOffset? SnoozedUntil)
{
    internal static NotificationPreferencesView Of(NotificationPreferences preferences) => new(
        preferences.Level, preferences.Preview, preferences.Sound, DoNotDisturbView.Of(preferences.DoNotDisturb), preferences.SnoozedUntil);
}

/// <summary>Hours of the day without notifications, by the user's wall clock.</summary>
/// <param name="Enabled">False keeps the hours but does not heed them.</param>
/// <param name="From">The first quiet minute, <c>HH:mm</c>.</param>
/// <param name="To">The first minute after, <c>HH:mm</c>; may lie beyond midnight. The same as <paramref name="From"/> is the whole day.</param>
/// <param name="TimeZone">An IANA name such as <c>Asia/Ho_Chi_Minh</c>.</param>
public sealed record DoNotDisturbView(bool Enabled, string From, string To, string TimeZone)
{
    internal const string TimeFormat = "HH:mm";

    internal static DoNotDisturbView Of(DoNotDisturb doNotDisturb) => new(
        doNotDisturb.Enabled,
        doNotDisturb.From.ToString(TimeFormat, CultureInfo.InvariantCulture),
        doNotDisturb.To.ToString(TimeFormat, CultureInfo.InvariantCulture),
        doNotDisturb.TimeZone);
}

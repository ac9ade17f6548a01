namespace Messaging.Domain.Notifications;

/// <summary>
/// The hours of the day in which a user wants no notifications, as a clock on the user's wall shows
/// them. So when clocks go back, an hour that comes twice is quiet twice; one that is skipped, never.
/// </summary>
/// <param name="Enabled">False keeps the hours but does not heed them.</param>
/// <param name="From">The first quiet minute.</param>
/// <param name="To">The first minute after; before <paramref name="From"/> when midnight is in between. The same time is the whole day.</param>
/// <param name="TimeZone">Where the wall is: an IANA name such as <c>Asia/Ho_Chi_Minh</c>, at most <see cref="MaxTimeZoneLength"/> characters.</param>
public sealed record DoNotDisturb(bool Enabled, TimeOnly From, TimeOnly To, string TimeZone)
{
    public const int MaxTimeZoneLength = 64;

    /// <summary>Off. If a user turns it on, it covers the night in UTC.</summary>
    public static DoNotDisturb Default { get; } = new(Enabled: false, new TimeOnly(22, 0), new TimeOnly(7, 0), "UTC");

    /// <summary>The proper spelling of an IANA time zone's name, or null when there is no such zone.</summary>
    public static string? FindTimeZone(string name) =>
        name.Length <= MaxTimeZoneLength ? TimeZones.Find(name)?.Name : null;

    /// <summary>Whether it is to be quiet at this moment.</summary>
    public bool IsQuiet(DateTimeOffset now)
    {
        if (!Enabled) return false;

        // A zone can only be unknown when the time zone data was replaced after it was saved.
        var zone = TimeZones.Find(TimeZone)?.Zone ?? TimeZoneInfo.Utc;
        var time = TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        return From < To ? From <= time && time < To : From <= time || time < To;
    }
}

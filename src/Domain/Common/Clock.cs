namespace Messaging.Domain.Common;

/// <summary>The one way to ask for the time.</summary>
public static class Clock
{
    /// <summary>
    /// Now, in UTC, cut to whole milliseconds: the precision that every database and JSON keeps, so
    /// that a value read back equals the value that was made.
    /// </summary>
    public static DateTimeOffset Now(this TimeProvider time) => ToMilliseconds(time.GetUtcNow())!.Value;

    /// <summary>A time from outside in the same precision, and in UTC.</summary>
    public static DateTimeOffset? ToMilliseconds(DateTimeOffset? time) =>
        time?.ToUniversalTime().AddTicks(-(time.Value.Ticks % TimeSpan.TicksPerMillisecond));
}

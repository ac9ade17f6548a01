namespace Messaging.Domain.Common;

/// <summary>The one way to ask for the time.</summary>
public static class Clock
{
    /// <summary>
    /// Now, in UTC, cut to whole milliseconds: the precision that every database and JSON keeps, so
    /// that a value read back equals the value that was made.
    /// </summary>
    public static DateTimeOffset Now(this TimeProvider time)
    {
        var now = time.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMillisecond));
    }
}

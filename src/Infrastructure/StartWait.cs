using Microsoft.Extensions.Logging;

namespace Messaging.Infrastructure;

/// <summary>Says in the log what the start waits for, so that a start that hangs does not hang in silence.</summary>
public static partial class StartWait
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    /// <summary>Logs a warning every 10 s until what this returns is disposed.</summary>
    /// <param name="logger">Where to.</param>
    /// <param name="what">The thing that the start waits for, as the end of the sentence “The start has waited 10 s for …”.</param>
    public static IDisposable WaitsFor(this ILogger logger, string what)
    {
        var started = TimeProvider.System.GetTimestamp();
        // A timer, because what the start waits for may block its thread.
        return new Timer(_ => LogWaiting(logger, (int)TimeProvider.System.GetElapsedTime(started).TotalSeconds, what), state: null, Period, Period);
    }

    [LoggerMessage(60, LogLevel.Warning, "The start has waited {Seconds} s for {What}")]
    private static partial void LogWaiting(ILogger logger, int seconds, string what);
}

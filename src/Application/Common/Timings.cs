namespace Messaging.Application.Common;

/// <summary>Times that the app and its clients agree on. Clients read them from <c>GET /config</c>.</summary>
public static class Timings
{
    /// <summary>The longest that a poll waits for a change, in seconds.</summary>
    public const int PollWaitSeconds = 25;

    /// <summary>Milliseconds between two polls that do not wait.</summary>
    public const int PollAfterMilliseconds = 3_000;

    /// <summary>Milliseconds between two announcements of one burst of typing.</summary>
    public const int TypingStartMilliseconds = 1_000;

    /// <summary>Milliseconds without a key after which a client reports that its user stopped typing.</summary>
    public const int TypingIdleMilliseconds = 3_000;

    /// <summary>Milliseconds after which receivers forget that a user types.</summary>
    public const int TypingExpireMilliseconds = 5_000;
}

using Messaging.Domain.Common;

namespace Messaging.Application.Typing;

/// <summary>
/// The users who are typing in each conversation, in this process and in memory only: it is over in seconds, and a restart may
/// forget it.
/// </summary>
public sealed class TypingBoard(TimeProvider time)
{
    /// <summary>How long a <c>started</c> counts without another: the sender's idle time and the way of the message.</summary>
    public static readonly TimeSpan Expiry = TimeSpan.FromMilliseconds(5_000);

    /// <summary>Shortest time between two <c>started</c> of one user that are passed on.</summary>
    private static readonly TimeSpan StartInterval = TimeSpan.FromMilliseconds(1_000);

    // One lock for all: what happens under it takes less than a microsecond. With concurrent tables, whoever begins in the
    // instant in which the last one stops may be noted in a table that is just being dropped.
    private readonly Lock _lock = new();
    private readonly Dictionary<ConversationId, Dictionary<UserId, Entry>> _typing = [];

    /// <summary>Notes that somebody types.</summary>
    /// <returns>False when it was noted less than a second ago, so that nobody needs to hear of it again.</returns>
    public bool Start(ConversationId conversation, UserId user)
    {
        var now = time.Now();
        lock (_lock)
        {
            if (!_typing.TryGetValue(conversation, out var here)) _typing[conversation] = here = [];
            if (here.TryGetValue(user, out var known) && now - known.AnnouncedAt < StartInterval && known.ExpiresAt > now)
            {
                here[user] = known with { ExpiresAt = now + Expiry };
                return false;
            }

            here[user] = new Entry(now, now + Expiry);
            return true;
        }
    }

    /// <summary>Notes that somebody stopped.</summary>
    /// <returns>False when nobody knew that they typed.</returns>
    public bool Stop(ConversationId conversation, UserId user)
    {
        lock (_lock)
        {
            if (!_typing.TryGetValue(conversation, out var here) || !here.Remove(user, out var entry)) return false;
            if (here.Count == 0) _typing.Remove(conversation);
            return entry.ExpiresAt > time.Now();
        }
    }

    /// <summary>Everyone who types there now, and until when that counts.</summary>
    public IReadOnlyList<(UserId UserId, DateTimeOffset ExpiresAt)> In(ConversationId conversation)
    {
        lock (_lock)
        {
            if (!_typing.TryGetValue(conversation, out var here)) return [];

            var now = time.Now();
            foreach (var (user, entry) in here)
            {
                if (entry.ExpiresAt <= now) here.Remove(user);
            }

            if (here.Count == 0) _typing.Remove(conversation);
            return [.. here.Select(typing => (typing.Key, typing.Value.ExpiresAt)).OrderBy(typing => typing.Key.Value)];
        }
    }

    private sealed record Entry(DateTimeOffset AnnouncedAt, DateTimeOffset ExpiresAt);
}

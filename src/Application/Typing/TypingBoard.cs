using System.Collections.Concurrent;
using Messaging.Domain.Common;

namespace Messaging.Application.Typing;

/// <summary>
/// Who is typing where, in this process and in memory only: it is over in seconds, and a restart may
/// forget it.
/// </summary>
public sealed class TypingBoard(TimeProvider time)
{
    /// <summary>How long a <c>started</c> counts without another: the sender's idle time and the way of the message.</summary>
    public static readonly TimeSpan Expiry = TimeSpan.FromMilliseconds(5_000);

    /// <summary>Shortest time between two <c>started</c> of one user that are passed on.</summary>
    private static readonly TimeSpan StartInterval = TimeSpan.FromMilliseconds(1_000);

    private readonly ConcurrentDictionary<ConversationId, ConcurrentDictionary<UserId, Entry>> _typing = new();

    /// <summary>Notes that somebody types.</summary>
    /// <returns>False when it was noted less than a second ago, so that nobody needs to hear of it again.</returns>
    public bool Start(ConversationId conversation, UserId user)
    {
        var now = time.Now();
        var isNews = true;
        _typing.GetOrAdd(conversation, _ => new()).AddOrUpdate(
            user,
            _ => new Entry(now, now + Expiry),
            (_, entry) =>
            {
                isNews = now - entry.AnnouncedAt >= StartInterval || entry.ExpiresAt <= now;
                return new Entry(isNews ? now : entry.AnnouncedAt, now + Expiry);
            });
        return isNews;
    }

    /// <summary>Notes that somebody stopped.</summary>
    /// <returns>False when nobody knew that they typed.</returns>
    public bool Stop(ConversationId conversation, UserId user)
    {
        if (!_typing.TryGetValue(conversation, out var here) || !here.TryRemove(user, out var entry)) return false;
        if (here.IsEmpty) _typing.TryRemove(new(conversation, here));
        return entry.ExpiresAt > time.Now();
    }

    /// <summary>Everyone who types there now, and until when that counts.</summary>
    public IReadOnlyList<(UserId UserId, DateTimeOffset ExpiresAt)> In(ConversationId conversation)
    {
        if (!_typing.TryGetValue(conversation, out var here)) return [];

        var now = time.Now();
        foreach (var (user, entry) in here)
        {
            if (entry.ExpiresAt <= now) here.TryRemove(new(user, entry));
        }

        if (here.IsEmpty) _typing.TryRemove(new(conversation, here));
        // The table's own snapshot: LINQ counts and copies in two steps, and fails when somebody begins or stops in between.
        return [.. here.ToArray().OrderBy(typing => typing.Key.Value).Select(typing => (typing.Key, typing.Value.ExpiresAt))];
    }

    private sealed record Entry(DateTimeOffset AnnouncedAt, DateTimeOffset ExpiresAt);
}

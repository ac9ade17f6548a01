using System.Collections.Concurrent;
using Messaging.Domain.Common;

namespace Messaging.Application.Presence;

/// <summary>
/// Who polls for which chat, in this process. In memory only: the client asks again within a minute,
/// and a poll that another node answered costs at worst a notification for a chat that is open.
/// </summary>
public sealed class ChatPolls
{
    private readonly ConcurrentDictionary<ConversationId, ConcurrentDictionary<UserId, DateTimeOffset>> _polls = new();

    /// <summary>Notes a poll.</summary>
    public void Add(UserId user, ConversationId conversation, DateTimeOffset at) =>
        _polls.GetOrAdd(conversation, _ => new())[user] = at;

    /// <summary>Users who polled for this chat after that time.</summary>
    public IEnumerable<UserId> Since(ConversationId conversation, DateTimeOffset since) =>
        _polls.TryGetValue(conversation, out var users) ? users.Where(poll => poll.Value > since).Select(poll => poll.Key) : [];

    /// <summary>Drops what is older than that time.</summary>
    public void Forget(DateTimeOffset before)
    {
        foreach (var (conversation, users) in _polls)
        {
            foreach (var poll in users.Where(poll => poll.Value < before)) users.TryRemove(poll);
            // A poll that comes in between is lost with the table; its client polls again in seconds.
            if (users.IsEmpty) _polls.TryRemove(conversation, out _);
        }
    }
}

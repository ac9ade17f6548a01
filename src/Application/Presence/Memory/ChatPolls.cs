using Messaging.Domain.Common;

namespace Messaging.Application.Presence.Memory;

/// <summary>
/// The users who wait with a poll for a chat, in this process. In memory only: a poll that another node
/// holds costs at worst a notification for a chat that is open.
/// </summary>
public sealed class ChatPolls(TimeProvider time)
{
    /// <summary>How long a user whose poll was answered still counts as looking: the time to ask again.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<ConversationId, Dictionary<UserId, View>> _views = [];

    /// <summary>Notes that a poll begins to wait. <see cref="End"/> must follow.</summary>
    public void Begin(UserId user, ConversationId conversation)
    {
        lock (_gate)
        {
            if (!_views.TryGetValue(conversation, out var users)) _views[conversation] = users = [];
            var known = users.GetValueOrDefault(user) ?? new View(0, default);
            users[user] = known with { Waiting = known.Waiting + 1 };
        }
    }

    /// <summary>Notes that a poll ended.</summary>
    /// <param name="user">The user.</param>
    /// <param name="conversation">The chat.</param>
    /// <param name="brokenOff">True when the client closed the connection: then it looks no more, at once.</param>
    public void End(UserId user, ConversationId conversation, bool brokenOff)
    {
        lock (_gate)
        {
            var users = _views[conversation];
            var waiting = users[user].Waiting - 1;
            if (waiting > 0 || !brokenOff) users[user] = new View(waiting, brokenOff ? default : time.Now() + Grace);
            else users.Remove(user);
            if (users.Count == 0) _views.Remove(conversation);
        }
    }

    /// <summary>Users who look at this chat.</summary>
    public IReadOnlyCollection<UserId> In(ConversationId conversation)
    {
        var now = time.Now();
        lock (_gate)
            return _views.TryGetValue(conversation, out var users) ? [.. users.Where(view => view.Value.Counts(now)).Select(view => view.Key)] : [];
    }

    /// <summary>Drops users who look no more.</summary>
    public void Forget()
    {
        var now = time.Now();
        lock (_gate)
        {
            foreach (var (conversation, users) in _views)
            {
                foreach (var (user, view) in users)
                {
                    if (!view.Counts(now)) users.Remove(user);
                }

                if (users.Count == 0) _views.Remove(conversation);
            }
        }
    }

    private sealed record View(int Waiting, DateTimeOffset Until)
    {
        public bool Counts(DateTimeOffset now) => Waiting > 0 || now < Until;
    }
}

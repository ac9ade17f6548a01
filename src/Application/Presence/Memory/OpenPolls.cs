using Messaging.Domain.Common;

namespace Messaging.Application.Presence.Memory;

/// <summary>Notes what a request to the polling endpoint says about its user: online, and looking at a chat.</summary>
public sealed class OpenPolls(PollLog log, ChatPolls chats, TimeProvider time)
{
    /// <summary>Notes a poll until the result is disposed.</summary>
    /// <param name="user">The polling user.</param>
    /// <param name="conversation">The chat that is open, or null. Counts only for a poll that waits: a client with push catches up without waiting.</param>
    /// <param name="waits">True for a poll that waits for changes.</param>
    /// <param name="aborted">Is cancelled when the client closes the connection.</param>
    public IDisposable? Begin(UserId user, ConversationId? conversation, bool waits, CancellationToken aborted)
    {
        if (!waits)
        {
            log.Add(user, time.Now());
            return null;
        }

        log.Begin(user, time.Now());
        if (conversation is { } id) chats.Begin(user, id);
        return new OpenPoll(this, user, conversation, aborted);
    }

    private void End(UserId user, ConversationId? conversation, bool brokenOff)
    {
        log.End(user, time.Now(), brokenOff);
        if (conversation is { } id) chats.End(user, id, brokenOff);
    }

    private sealed class OpenPoll(OpenPolls polls, UserId user, ConversationId? conversation, CancellationToken aborted) : IDisposable
    {
        public void Dispose() => polls.End(user, conversation, aborted.IsCancellationRequested);
    }
}

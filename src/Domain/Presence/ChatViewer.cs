using Messaging.Domain.Common;

namespace Messaging.Domain.Presence;

/// <summary>
/// The last report of the push service about a user in the channel of a chat: there (so looking at it), or
/// gone. A user who has left keeps the row for a while, so that an older report that comes late changes nothing.
/// </summary>
public sealed class ChatViewer
{
    private ChatViewer()
    {
    }

    public ChatViewer(ConversationId conversationId, UserId userId)
    {
        ConversationId = conversationId;
        UserId = userId;
    }

    public ConversationId ConversationId { get; private set; }

    public UserId UserId { get; private set; }

    /// <summary>True while the user is in the channel.</summary>
    public bool IsPresent { get; private set; }

    /// <summary>The time of the newest report that was applied, by the push service's clock.</summary>
    public DateTimeOffset ReportedAt { get; private set; }

    /// <summary>Takes a report, unless a newer one was taken before.</summary>
    public void Report(bool isPresent, DateTimeOffset at)
    {
        if (at < ReportedAt) return;
        IsPresent = isPresent;
        ReportedAt = at;
    }
}

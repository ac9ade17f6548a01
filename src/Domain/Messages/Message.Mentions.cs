using Messaging.Domain.Common;

namespace Messaging.Domain.Messages;

/// <summary>Mentions. They are decided when the message is sent or edited, so that everybody who asks later gets one answer.</summary>
public sealed partial class Message
{
    /// <summary>The members whom the message mentions; null when it mentions nobody.</summary>
    public MessageMentions? Mentions { get; private set; }

    /// <summary>True when the message mentions this user or answers one of their messages. The answered message must have been loaded.</summary>
    public bool IsDirectedAt(UserId userId) => SenderId != userId && (Mentions?.Includes(userId) == true || ReplyTo?.SenderId == userId);
}

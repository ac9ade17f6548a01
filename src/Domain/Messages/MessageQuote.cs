using Messaging.Domain.Common;
using Messaging.Domain.Notifications;

namespace Messaging.Domain.Messages;

/// <summary>The part of a message that its replies show.</summary>
/// <param name="Id">The message that is answered.</param>
/// <param name="Sequence">Its place in the conversation.</param>
/// <param name="Revision">The conversation's revision at its last change: of two quotes of one message, keep the one with the higher revision.</param>
/// <param name="SenderId">Its author.</param>
/// <param name="Excerpt">The beginning of its present text, at most 120 characters on one line; empty once deleted.</param>
/// <param name="Deleted">True once it is deleted.</param>
public sealed record MessageQuote(MessageId Id, long Sequence, long Revision, UserId SenderId, string Excerpt, bool Deleted)
{
    /// <summary>The quote of a message as it is now.</summary>
    public static MessageQuote Of(Message message) => Of(message.Id, message.Sequence, message.Revision, message.SenderId, message.Body, message.DeletedAt);

    /// <summary>The same from the columns of its row.</summary>
    public static MessageQuote Of(MessageId id, long sequence, long revision, UserId senderId, string body, DateTimeOffset? deletedAt) =>
        new(id, sequence, revision, senderId, MessagePreview.Of(body), deletedAt is not null);
}

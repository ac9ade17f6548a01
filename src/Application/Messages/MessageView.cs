using Messaging.Application.Common;
using Messaging.Domain.Common;
using Messaging.Domain.Conversations;
using Messaging.Domain.Messages;

namespace Messaging.Application.Messages;

/// <summary>A message as clients see it.</summary>
/// <param name="Id">The id that the sender's client made.</param>
/// <param name="ConversationId">Where it stands.</param>
/// <param name="Sequence">1, 2, 3 … within the conversation: the order to show.</param>
/// <param name="Revision">The conversation's revision at its last change: keep the higher one.</param>
/// <param name="SenderId">The author.</param>
/// <param name="Body">The text; empty once deleted.</param>
/// <param name="SentAt">When it was stored.</param>
/// <param name="EditedAt">When it was last edited, or null.</param>
/// <param name="DeletedAt">When it was deleted, or null.</param>
/// <param name="Change">Set for a system message, which has no text: what happened to the group.</param>
/// <param name="Quote">The message that this one answers, as it is now; null when it answers none.</param>
/// <param name="Reactions">The kinds in the order in which they were first given; at most 20.</param>
/// <param name="Mentions">Members whom the message mentions, each once; without the sender.</param>
/// <param name="MentionsAll">True when it mentions everyone in the group.</param>
public sealed record MessageView(
    MessageId Id,
    ConversationId ConversationId,
    long Sequence,
    long Revision,
    UserId SenderId,
    string Body,
    DateTimeOffset SentAt,
    DateTimeOffset? EditedAt,
    DateTimeOffset? DeletedAt,
    SystemChange? Change,
    MessageQuote? Quote,
    IReadOnlyList<ReactionView> Reactions,
    IReadOnlyList<UserId> Mentions,
    bool MentionsAll)
{
    /// <summary>A message as everybody in the chat sees it.</summary>
    internal static MessageView Of(MessageSnapshot message) => new(
        message.Id, message.ConversationId, message.Sequence, message.Revision, message.SenderId,
        message.Body, message.SentAt, message.EditedAt, message.DeletedAt, message.Change, message.Quote, ReactionView.Of(message.Reactions),
        message.Mentions?.UserIds ?? [], message.Mentions?.All == true);

    internal static MessageView Of(Message message, UserId me) => Of(MessageSnapshot.Of(message)) with { Reactions = ReactionView.Of(message.Reactions, me) };
}

internal static class MessageViews
{
    /// <summary>Reads messages as this user sees them, in the order given, together with those that they answer.</summary>
    /// <param name="db">The database.</param>
    /// <param name="messages">The messages, filtered, ordered and limited.</param>
    /// <param name="me">The user who reads.</param>
    public static IQueryable<MessageView> ToViews(this IMessagingDb db, IQueryable<Message> messages, UserId me) => messages.LeftJoin(
        db.Messages, message => message.ReplyToId, answered => (MessageId?)answered.Id, (message, answered) => new MessageView(
            message.Id, message.ConversationId, message.Sequence, message.Revision, message.SenderId,
            message.Body, message.SentAt, message.EditedAt, message.DeletedAt, message.Change,
            answered == null ? null : MessageQuote.Of(answered.Id, answered.Sequence, answered.Revision, answered.SenderId, answered.Body, answered.DeletedAt),
            ReactionView.Of(message.Reactions, me), UserIds(message.Mentions), All(message.Mentions)));

    // In functions, because the mentions are one column.
    private static IReadOnlyList<UserId> UserIds(MessageMentions? mentions) => mentions?.UserIds ?? [];

    private static bool All(MessageMentions? mentions) => mentions?.All == true;
}

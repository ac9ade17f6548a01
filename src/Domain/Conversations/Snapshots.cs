using Messaging.Domain.Common;
using Messaging.Domain.Messages;
using Messaging.Domain.Reactions;

namespace Messaging.Domain.Conversations;

/// <summary>A conversation as it stood when an event happened, with the personal part of every member.</summary>
public sealed record ConversationSnapshot(
    ConversationId Id,
    ConversationKind Kind,
    string? Title,
    long Revision,
    MessageSnapshot? LastMessage,
    IReadOnlyList<MemberSnapshot> Members);

/// <summary>A member as they stood when an event happened.</summary>
/// <param name="Changed">True when this member's personal row changed with the event, so that it must be announced.</param>
/// <param name="BlocksPeer">The member blocks the other side. Optional: outbox rows of an earlier release do not have it.</param>
/// <param name="MentionedIn">See <see cref="Member.MentionedIn"/>. Optional: outbox rows of an earlier release do not have it.</param>
public sealed record MemberSnapshot(
    UserId UserId,
    string UserName,
    string DisplayName,
    string? AvatarUrl,
    MemberRole Role,
    long LastReadSequence,
    long SharedReadSequence,
    bool SharesReadReceipts,
    int UnreadCount,
    DateTimeOffset? MutedUntil,
    bool Archived,
    DateTimeOffset LastActivityAt,
    long UserRevision,
    bool Left,
    bool Changed,
    bool BlocksPeer = false,
    IReadOnlyList<long>? MentionedIn = null);

/// <summary>A message as it stood when an event happened.</summary>
/// <param name="Quote">The message that this one answers. Optional: outbox rows of an earlier release do not have it.</param>
/// <param name="Reactions">Null without any. Optional: outbox rows of an earlier release do not have them.</param>
/// <param name="Mentions">Null without any. Optional: outbox rows of an earlier release do not have them.</param>
public sealed record MessageSnapshot(
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
    MessageQuote? Quote = null,
    IReadOnlyList<ReactionSummary>? Reactions = null,
    MessageMentions? Mentions = null)
{
    /// <summary>The message with what it answers, which must have been loaded.</summary>
    public static MessageSnapshot Of(Message message) => WithoutQuote(message) with
    {
        Quote = message.ReplyToId is null
            ? null
            : MessageQuote.Of(message.ReplyTo ?? throw new InvalidOperationException("The message that this one answers was not loaded.")),
    };

    /// <summary>The same for the rows of lists, which show no quotes.</summary>
    public static MessageSnapshot WithoutQuote(Message message) => new(
        message.Id, message.ConversationId, message.Sequence, message.Revision, message.SenderId,
        message.Body, message.SentAt, message.EditedAt, message.DeletedAt, message.Change,
        Reactions: message.Reactions is null ? null : [.. message.Reactions.Select(ReactionSummary.Of)], Mentions: message.Mentions);
}

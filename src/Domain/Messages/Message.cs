using Messaging.Domain.Common;
using Messaging.Domain.Reactions;

namespace Messaging.Domain.Messages;

/// <summary>One message in a conversation. Changed only through its <see cref="Conversations.Conversation"/>, which numbers the change.</summary>
public sealed partial class Message
{
    private Message()
    {
    }

    internal Message(
        MessageId id, ConversationId conversationId, UserId senderId, string body, long sequence, long revision, DateTimeOffset now, SystemChange? change = null,
        Message? replyTo = null, MessageMentions? mentions = null)
    {
        Change = change;
        Mentions = mentions;
        (ReplyToId, ReplyTo) = (replyTo?.Id, replyTo);
        Id = id;
        ConversationId = conversationId;
        SenderId = senderId;
        Body = body;
        Fingerprint = MessageBody.Fingerprint(body);
        Sequence = sequence;
        Revision = revision;
        SentAt = now;
    }

    /// <summary>Makes a message from its stored row, for code that reads rows without EF Core.</summary>
    public static Message Restore(
        MessageId id, ConversationId conversationId, UserId senderId, string body, SystemChange? change, byte[] fingerprint, long sequence, long revision,
        DateTimeOffset sentAt, DateTimeOffset? editedAt, DateTimeOffset? deletedAt, MessageId? replyToId, IReadOnlyList<Reaction>? reactions,
        MessageMentions? mentions) => new()
    {
        Id = id, ConversationId = conversationId, SenderId = senderId, Body = body, Change = change, Fingerprint = fingerprint, Sequence = sequence,
        Revision = revision, SentAt = sentAt, EditedAt = editedAt, DeletedAt = deletedAt, ReplyToId = replyToId, Reactions = reactions, Mentions = mentions,
    };

    public MessageId Id { get; private set; }

    public ConversationId ConversationId { get; private set; }

    public UserId SenderId { get; private set; }

    /// <summary>Empty once deleted.</summary>
    public string Body { get; private set; } = "";

    /// <summary>Set when the message was not written but tells of a change to the group.</summary>
    public SystemChange? Change { get; private set; }

    /// <summary>The message of the same conversation that this one answers, or null.</summary>
    public MessageId? ReplyToId { get; private set; }

    /// <summary>The message that this one answers, where it was loaded. Not stored: <see cref="ReplyToId"/> finds it.</summary>
    public Message? ReplyTo { get; set; }

    /// <summary>
    /// SHA-256 of the body until it is edited or deleted, then empty: nothing that is computed from a text outlives it. Written
    /// for the release before, which recognises replays by it.
    /// </summary>
    public byte[] Fingerprint { get; private set; } = [];

    /// <summary>1, 2, 3 … within the conversation, without gaps, in commit order.</summary>
    public long Sequence { get; private set; }

    /// <summary>The conversation's revision at this message's last change.</summary>
    public long Revision { get; private set; }

    public DateTimeOffset SentAt { get; private set; }

    public DateTimeOffset? EditedAt { get; private set; }

    public DateTimeOffset? DeletedAt { get; private set; }

    public bool IsDeleted => DeletedAt is not null;

    /// <summary>True when who reads the message needs this user's name: the sender, and whom a change concerns.</summary>
    public bool Names(UserId userId) => SenderId == userId || Change?.UserIds.Contains(userId) == true;

    /// <summary>
    /// True when the message is news to this user: somebody else wrote it and it is still there. Messages
    /// about a change to the group do not count.
    /// </summary>
    public bool CountsAsUnreadFor(UserId userId) => Change is null && DeletedAt is null && SenderId != userId;

    /// <summary>True when a send with this id, sender, body and message to answer is this message again.</summary>
    // The first text is unknown once the message is edited or deleted: then every text counts as a repetition, except the one of the edit.
    public bool IsReplay(string normalizedBody, MessageId? replyToId) =>
        ReplyToId == replyToId && (IsDeleted || (EditedAt is null) == (Body == normalizedBody));

    internal void Edit(string body, MessageMentions? mentions, long revision, DateTimeOffset now)
    {
        Body = body;
        Mentions = mentions;
        Fingerprint = [];
        EditedAt = now;
        Revision = revision;
    }

    internal void Delete(long revision, DateTimeOffset now)
    {
        Body = "";
        Fingerprint = [];
        Reactions = null;
        Mentions = null;
        DeletedAt = now;
        Revision = revision;
    }
}

using Messaging.Application.Conversations;
using Messaging.Application.Messages;
using Messaging.Application.Presence;
using Messaging.Domain.Common;

namespace Messaging.Application.Sync;

/// <summary>The changes since the caller's cursors: the whole truth for a client that never gets a push event.</summary>
/// <param name="Cursor">Give it back as <c>cursor</c>.</param>
/// <param name="HasMore">True when more rows changed than fit: ask again at once.</param>
/// <param name="Conversations">Rows that changed, in the order of their revision; those with <c>left</c> go off the list.</param>
/// <param name="Conversation">Changes of the conversation that was asked for, or null.</param>
/// <param name="Presence">Everyone whose presence the caller may see. Complete, not a change.</param>
/// <param name="PollAfterMs">Milliseconds to wait before the next poll.</param>
public sealed record SyncView(
    string Cursor,
    bool HasMore,
    IReadOnlyList<ConversationView> Conversations,
    SyncConversationView? Conversation,
    IReadOnlyList<PresenceView> Presence,
    int PollAfterMs)
{
    internal SyncView With(TypingAndPresence live) =>
        this with { Presence = live.Presence, Conversation = Conversation is null ? null : Conversation with { Typing = live.Typing } };
}

/// <summary>Changes of one conversation.</summary>
/// <param name="Id">The conversation.</param>
/// <param name="Cursor">Give it back as <c>conversationCursor</c>.</param>
/// <param name="Messages">Messages that were sent, edited or deleted, in the order of their revision; without a cursor the newest page.</param>
/// <param name="Members">Read cursors that moved.</param>
/// <param name="Typing">The users who are typing now. Complete, not a change.</param>
/// <param name="HasMore">True when more messages changed than fit: ask again at once.</param>
/// <param name="Authors">People whom the messages name and who are no longer members.</param>
public sealed record SyncConversationView(
    ConversationId Id,
    string Cursor,
    IReadOnlyList<MessageView> Messages,
    IReadOnlyList<ReadCursorView> Members,
    IReadOnlyList<TypingView> Typing,
    bool HasMore,
    IReadOnlyList<AuthorView> Authors);

/// <param name="UserId">The reader.</param>
/// <param name="LastReadSequence">Everything up to this is read.</param>
/// <param name="ReadAt">When the cursor last moved; null for one that never did.</param>
public sealed record ReadCursorView(UserId UserId, long LastReadSequence, DateTimeOffset? ReadAt);

/// <param name="UserId">The user who is typing.</param>
/// <param name="ExpiresAt">Forget it then, unless it is renewed.</param>
public sealed record TypingView(UserId UserId, DateTimeOffset ExpiresAt);

using Messaging.Application.Common;
using Messaging.Application.Conversations;
using Messaging.Application.Messages;
using Messaging.Application.Presence;
using Messaging.Domain.Common;
using Messaging.Domain.Conversations;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Sync;

/// <summary>How far the changes of a user and of the open conversation go at the moment.</summary>
internal sealed record SyncHeads(long User, long? Conversation, bool IsGroup, bool SharesTyping, bool SharesReadReceipts);

/// <summary>The part that is complete in every answer, and in no feed.</summary>
internal sealed record TypingAndPresence(IReadOnlyList<TypingView> Typing, IReadOnlyList<PresenceView> Presence)
{
    public static TypingAndPresence None { get; } = new([], []);
}

/// <summary>The result of a poll in the database.</summary>
/// <param name="Heads">How far the changes go.</param>
/// <param name="Contacts">The users whose presence the answer shows, in the order of their ids.</param>
/// <param name="View">The changes, without typing and presence; null when there are none.</param>
internal sealed record SyncLook(SyncHeads Heads, UserId[] Contacts, SyncView? View);

/// <summary>The inputs that decide the answer to a poll. Devices with equal cursors ask the same question.</summary>
internal sealed record SyncQuestion(UserId Me, string? Cursor, ConversationId? ConversationId, string? ConversationCursor, bool Waits, int Limit)
{
    public static SyncQuestion Of(SyncChanges request) => new(
        request.Me, request.Cursor, request.ConversationId, request.ConversationCursor, request.WaitSeconds > 0, request.Limit);
}

/// <summary>Where a client stands; null where it begins.</summary>
internal sealed record SyncPosition(long? User, long? Conversation)
{
    /// <exception cref="RefusedException"><c>invalid_cursor</c>.</exception>
    public static SyncPosition Of(SyncChanges request) => new(
        request.Cursor is null ? null : SyncCursors.ReadUser(request.Cursor),
        request.ConversationCursor is null ? null : SyncCursors.ReadConversation(request.ConversationCursor));

    /// <exception cref="RefusedException"><c>invalid_cursor</c>: from a state that this database never had, or lost in a restore.</exception>
    public void RefuseAhead(SyncHeads heads)
    {
        if (User > heads.User || Conversation > heads.Conversation) throw Cursor.Invalid();
    }

    public bool IsBehind(SyncHeads heads) =>
        User is null || User < heads.User || (heads.Conversation is not null && (Conversation is null || Conversation < heads.Conversation));
}

/// <summary>Reads what a poll answers.</summary>
internal sealed class SyncReader(IMessagingDb db, ContactReader contacts)
{
    /// <summary>Reads how far the changes go, and what changed if anything did.</summary>
    public async Task<SyncLook> LookAsync(SyncChanges request, SyncPosition from, CancellationToken cancellationToken)
    {
        var heads = await HeadsAsync(request, cancellationToken);
        from.RefuseAhead(heads);
        var seen = await contacts.ContactsAsync(request.Me, cancellationToken);
        var view = from.IsBehind(heads) ? await ReadAsync(request, from, heads, TypingAndPresence.None, cancellationToken) : null;
        return new SyncLook(heads, seen, view);
    }

    /// <summary>The one read of a poll: how far the user's and the conversation's changes go.</summary>
    private async Task<SyncHeads> HeadsAsync(SyncChanges request, CancellationToken cancellationToken)
    {
        var heads = await db.Users
            .Where(user => user.Id == request.Me)
            .Select(user => new SyncHeads(
                user.Revision,
                db.Conversations
                    .Where(conversation => conversation.Id == request.ConversationId
                        && db.Members.Any(member => member.ConversationId == conversation.Id && member.UserId == request.Me))
                    .Select(conversation => (long?)conversation.Revision)
                    .FirstOrDefault(),
                db.Conversations.Any(conversation => conversation.Id == request.ConversationId && conversation.Kind == ConversationKind.Group),
                user.SharesTyping,
                user.SharesReadReceipts))
            .SingleOrDefaultAsync(cancellationToken)
            ?? throw new RefusedException(Refusal.Unauthenticated, "unauthenticated", "Sign in first.");
        return request.ConversationId is not null && heads.Conversation is null ? throw RefusedException.NotFound("conversation") : heads;
    }

    public async Task<SyncView> ReadAsync(
        SyncChanges request, SyncPosition from, SyncHeads heads, TypingAndPresence live, CancellationToken cancellationToken)
    {
        var (rows, cursor, hasMore) = await ReadRowsAsync(request, from.User, heads.User, cancellationToken);
        var conversation = request.ConversationId is { } id
            ? await ReadConversationAsync(request, id, from.Conversation, heads, live.Typing, cancellationToken)
            : null;
        var isComplete = !hasMore && conversation is not { HasMore: true };
        return new SyncView(SyncCursors.User(cursor), hasMore, rows, conversation, live.Presence, PollAfterMs: isComplete && request.WaitSeconds == 0 ? Timings.PollAfterMilliseconds : 0);
    }

    private async Task<(IReadOnlyList<ConversationView> Rows, long Cursor, bool HasMore)> ReadRowsAsync(
        SyncChanges request, long? from, long head, CancellationToken cancellationToken)
    {
        if (from >= head) return ([], from.Value, false);

        // A first sync gets the newest page, as the list shows it; older pages are the list's business.
        if (from is null)
        {
            var newest = db.Members.ShownTo(request.Me)
                .OrderByDescending(member => member.LastActivityAt).ThenByDescending(member => member.JoinedRevision)
                .Take(request.Limit);
            return (await db.ToViewsAsync(newest, cancellationToken), head, false);
        }

        var changed = db.Members.IgnoreQueryFilters()
            .Where(member => member.UserId == request.Me && member.UserRevision > from)
            .OrderBy(member => member.UserRevision)
            .Take(request.Limit + 1);
        var rows = await db.ToViewsAsync(changed, cancellationToken);
        if (rows.Count > request.Limit) return ([.. rows.Take(request.Limit)], rows[request.Limit - 1].Revision, true);

        // Changes that were committed since the head was read are part of the answer, and of the cursor.
        return (rows, rows.Count == 0 ? head : Math.Max(head, rows[^1].Revision), false);
    }

    private async Task<SyncConversationView> ReadConversationAsync(
        SyncChanges request, ConversationId id, long? from, SyncHeads heads, IReadOnlyList<TypingView> typists, CancellationToken cancellationToken)
    {
        var head = heads.Conversation!.Value;
        if (from >= head) return new SyncConversationView(id, SyncCursors.Conversation(from.Value), [], [], typists, HasMore: false, []);

        var messages = await ReadMessagesAsync(request, id, from, cancellationToken);
        var hasMore = from is not null && messages.Count > request.Limit;
        if (hasMore) messages.RemoveAt(request.Limit);
        var cursor = hasMore ? messages[^1].Revision : messages.Count == 0 ? head : Math.Max(head, messages.Max(message => message.Revision));
        var members = await ReadCursorsAsync(request.Me, id, from, heads.SharesReadReceipts, cancellationToken);
        var authors = await db.AuthorsOfAsync(id, heads.IsGroup, messages, cancellationToken);
        return new SyncConversationView(id, SyncCursors.Conversation(cursor), messages, members, typists, hasMore, authors);
    }

    private async Task<List<MessageView>> ReadMessagesAsync(SyncChanges request, ConversationId id, long? from, CancellationToken cancellationToken)
    {
        var messages = db.Messages.Where(message => message.ConversationId == id);
        if (from is not null)
            return await db.ToViews(messages.Where(message => message.Revision > from).OrderBy(message => message.Revision).Take(request.Limit + 1), request.Me)
                .ToListAsync(cancellationToken);

        var newest = await db.ToViews(messages.OrderByDescending(message => message.Sequence).Take(request.Limit), request.Me).ToListAsync(cancellationToken);
        newest.Reverse();
        return newest;
    }

    private async Task<List<ReadCursorView>> ReadCursorsAsync(UserId me, ConversationId id, long? from, bool sharesReadReceipts, CancellationToken cancellationToken)
    {
        var after = from ?? -1;
        return await db.Members
            .Where(member => member.ConversationId == id && member.Revision > after)
            .Where(member => member.UserId == me || (sharesReadReceipts && member.User.SharesReadReceipts))
            .Select(member => new ReadCursorView(
                member.UserId, member.UserId == me ? member.LastReadSequence : member.SharedReadSequence, member.ReadAt))
            .ToListAsync(cancellationToken);
    }
}

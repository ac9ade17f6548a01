using FluentValidation;
using MediatR;
using Messaging.Application.Common;
using Messaging.Application.Presence;
using Messaging.Application.Realtime;
using Messaging.Application.Typing;
using Messaging.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Sync;

/// <summary>
/// The polling endpoint: what changed since the cursors; nothing changed, then it waits. Costs one
/// indexed read while nothing changes.
/// </summary>
/// <param name="Me">The caller.</param>
/// <param name="Cursor">Where the last answer ended; null for the newest page of everything.</param>
/// <param name="ConversationId">The conversation that is open, or null.</param>
/// <param name="ConversationCursor">Where the last answer ended in it.</param>
/// <param name="WaitSeconds">0 to 25: how long to wait for a change.</param>
/// <param name="Limit">1 to 100: most rows, and most messages.</param>
/// <param name="KnownTag">The entity tag of the last answer, or null.</param>
/// <param name="StopWaiting">Cancelled when the app stops: then the answer comes at once.</param>
public sealed record SyncChanges(
    UserId Me, string? Cursor, ConversationId? ConversationId, string? ConversationCursor, int WaitSeconds, int Limit,
    [property: AnyText] string? KnownTag, CancellationToken StopWaiting) : IRequest<SyncResult>;

/// <param name="View">The answer, or null when the caller has it already.</param>
/// <param name="Tag">Names the state that the answer shows.</param>
public sealed record SyncResult(SyncView? View, string Tag);

internal sealed class SyncChangesValidator : AbstractValidator<SyncChanges>
{
    public SyncChangesValidator()
    {
        RuleFor(request => request.WaitSeconds).InclusiveBetween(0, 25).OverridePropertyName("wait");
        RuleFor(request => request.Limit).InclusiveBetween(1, 100);
        RuleFor(request => request.ConversationCursor).Null().When(request => request.ConversationId is null)
            .WithMessage("A conversationCursor needs a conversationId.");
    }
}

internal sealed class SyncChangesHandler(
    IMessagingDb db, SyncReader reader, SyncSignal signal, TypingBoard typing, PresenceReader contacts, OpenPolls polls,
    IPushSettings push, TimeProvider time)
    : IRequestHandler<SyncChanges, SyncResult>
{
    /// <summary>How often a poll looks for itself where other nodes write into the same database.</summary>
    private static readonly TimeSpan OtherNodesInterval = TimeSpan.FromSeconds(1);

    /// <summary>The same where they say so themselves: a net for what was not heard.</summary>
    private static readonly TimeSpan HeardNodesInterval = TimeSpan.FromSeconds(10);

    public async Task<SyncResult> Handle(SyncChanges request, CancellationToken cancellationToken)
    {
        var from = SyncPosition.Of(request);
        using var waiter = signal.Register(request.Me, request.ConversationId);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, request.StopWaiting);
        using var poll = polls.Begin(request.Me, request.ConversationId, request.WaitSeconds > 0, cancellationToken);
        var started = time.GetTimestamp();
        string? firstTag = null;
        while (true)
        {
            var heads = await HeadsAsync(request, cancellationToken);
            from.RefuseAhead(heads);
            var typists = Typists(request, heads);
            waiter.Watch((await contacts.VisibleContactsAsync(request.Me, cancellationToken)).Select(contact => contact.UserId));
            // Looked at after the waiter knows whom to listen for, or a change in between would be missed.
            var presence = await contacts.VisibleContactsAsync(request.Me, cancellationToken);
            var tag = SyncTag.Of(heads, typists, presence);
            firstTag ??= request.KnownTag ?? tag;
            var ephemeral = new SyncEphemera(typists, presence);
            if (from.IsBehind(heads) || tag != firstTag) return new SyncResult(await reader.ReadAsync(request, from, heads, ephemeral, cancellationToken), tag);

            var left = TimeSpan.FromSeconds(request.WaitSeconds) - time.GetElapsedTime(started);
            if (left <= TimeSpan.Zero || !await WaitAsync(waiter, left, typists, stop.Token))
            {
                cancellationToken.ThrowIfCancellationRequested();
                return tag == request.KnownTag
                    ? new SyncResult(View: null, tag)
                    : new SyncResult(await reader.ReadAsync(request, from, heads, ephemeral, cancellationToken), tag);
            }
        }
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
                user.SharesTyping,
                user.SharesReadReceipts))
            .SingleOrDefaultAsync(cancellationToken)
            ?? throw new RefusedException(Refusal.Unauthenticated, "unauthenticated", "Sign in first.");
        return request.ConversationId is not null && heads.Conversation is null ? throw RefusedException.NotFound("conversation") : heads;
    }

    private IReadOnlyList<TypingView> Typists(SyncChanges request, SyncHeads heads) =>
        request.ConversationId is { } id && heads.SharesTyping
            ? [.. typing.In(id).Where(typist => typist.UserId != request.Me).Select(typist => new TypingView(typist.UserId, typist.ExpiresAt))]
            : [];

    /// <returns>True when it is worth looking again before the time is over.</returns>
    private async Task<bool> WaitAsync(SyncWaiter waiter, TimeSpan left, IReadOnlyList<TypingView> typists, CancellationToken stop)
    {
        var slice = left;
        // Nobody says when somebody's typing has run out; the clock does.
        foreach (var typist in typists) slice = Shorter(slice, typist.ExpiresAt - time.Now());
        // Nor do other nodes everywhere say what they committed.
        if (push.HasOtherNodes) slice = Shorter(slice, signal.HearsOtherNodes ? HeardNodesInterval : OtherNodesInterval);
        return await waiter.WaitAsync(slice, time, stop) || (slice < left && !stop.IsCancellationRequested);
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) =>
        other < one ? TimeSpan.FromMilliseconds(Math.Max(1, other.TotalMilliseconds)) : one;
}

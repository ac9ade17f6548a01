using FluentValidation;
using MediatR;
using Messaging.Application.Common;
using Messaging.Application.Presence.Memory;
using Messaging.Application.Realtime;
using Messaging.Application.Typing;
using Messaging.Domain.Common;
using Microsoft.Extensions.DependencyInjection;

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
/// <param name="KnownTag">The entity tag of the last answer, or several with <c>, </c> between, without <c>W/</c>; <c>*</c> for whatever is the case now; null for none.</param>
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
        RuleFor(request => request.WaitSeconds).InclusiveBetween(0, Timings.PollWaitSeconds).OverridePropertyName("wait");
        RuleFor(request => request.Limit).InclusiveBetween(1, 100);
        RuleFor(request => request.ConversationCursor).Null().When(request => request.ConversationId is null)
            .WithMessage("A conversationCursor needs a conversationId.");
    }
}

internal sealed class SyncChangesHandler(
    IServiceScopeFactory scopes, SyncSignal signal, SyncCrowd crowd, TypingBoard typing, PresenceBoard presence, OpenPolls polls,
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
        var question = SyncQuestion.Of(request);
        var look = await LookAsync(request, from, cancellationToken);
        string? firstTag = null;
        while (true)
        {
            waiter.Watch(look.Contacts);
            // Looked at after the waiter knows whom to listen for, or a change in between would be missed.
            var live = new TypingAndPresence(Typists(request, look.Heads), presence.StatesOf(look.Contacts));
            var tag = SyncTag.Of(look.Heads, live.Typing, live.Presence);
            firstTag ??= request.KnownTag is null || IsKnown(request, tag) ? tag : request.KnownTag;
            if (look.View is not null || tag != firstTag) return new SyncResult(await AnswerAsync(), tag);

            var left = TimeSpan.FromSeconds(request.WaitSeconds) - time.GetElapsedTime(started);
            var wake = left <= TimeSpan.Zero ? null : await WaitAsync(waiter, left, live.Typing, stop.Token);
            cancellationToken.ThrowIfCancellationRequested();
            if (wake is null) return new SyncResult(IsKnown(request, tag) ? null : await AnswerAsync(), tag);

            look = wake is SyncWake.Alone
                ? await LookAsync(request, from, cancellationToken)
                : await crowd.ReadAsync(question, () => LookAsync(request, from, CancellationToken.None));
            cancellationToken.ThrowIfCancellationRequested();

            async Task<SyncView> AnswerAsync() =>
                look.View?.With(live) ?? await ReadAsync(reader => reader.ReadAsync(request, from, look.Heads, live, cancellationToken));
        }
    }

    private static bool IsKnown(SyncChanges request, string tag) => request.KnownTag is "*" || request.KnownTag?.Split(", ").Contains(tag) == true;

    private Task<SyncLook> LookAsync(SyncChanges request, SyncPosition from, CancellationToken cancellationToken) =>
        ReadAsync(reader => reader.LookAsync(request, from, cancellationToken));

    /// <summary>Reads with a database context of its own, so that a poll that waits holds none.</summary>
    private async Task<T> ReadAsync<T>(Func<SyncReader, Task<T>> readAsync)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await readAsync(scope.ServiceProvider.GetRequiredService<SyncReader>());
    }

    private IReadOnlyList<TypingView> Typists(SyncChanges request, SyncHeads heads) =>
        request.ConversationId is { } id && heads.SharesTyping
            ? [.. typing.In(id).Where(typist => typist.UserId != request.Me).Select(typist => new TypingView(typist.UserId, typist.ExpiresAt))]
            : [];

    /// <returns>How to look again before the time is over; null when it is over.</returns>
    private async Task<SyncWake?> WaitAsync(SyncWaiter waiter, TimeSpan left, IReadOnlyList<TypingView> typists, CancellationToken stop)
    {
        var slice = left;
        // Nobody says when somebody's typing has run out; the clock does.
        foreach (var typist in typists) slice = Shorter(slice, typist.ExpiresAt - time.Now());
        // Nor do other nodes everywhere say what they committed.
        if (push.HasOtherNodes) slice = Shorter(slice, signal.HearsOtherNodes ? HeardNodesInterval : OtherNodesInterval);
        var wake = await waiter.WaitAsync(slice, time, stop);
        // All polls look when the clock says so, which makes them a crowd.
        return wake ?? (slice < left && !stop.IsCancellationRequested ? SyncWake.InCrowd : null);
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) =>
        other < one ? TimeSpan.FromMilliseconds(Math.Max(1, other.TotalMilliseconds)) : one;
}

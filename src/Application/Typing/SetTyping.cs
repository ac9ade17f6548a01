using System.Text.RegularExpressions;
using FluentValidation;
using MediatR;
using Messaging.Application.Blocks;
using Messaging.Application.Common;
using Messaging.Application.Realtime;
using Messaging.Domain.Common;
using Messaging.Domain.Conversations;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Typing;

/// <summary>
/// Says that the caller types, or stopped. The one thing that is pushed without being stored: late it
/// is worth nothing. Too often, or while push is down, it is dropped without an error.
/// </summary>
/// <param name="Me">The caller.</param>
/// <param name="ConversationId">Where.</param>
/// <param name="State">Started or stopped.</param>
/// <param name="SocketId">The caller's own connection, which need not hear of it; null if unknown.</param>
public sealed partial record SetTyping(UserId Me, ConversationId ConversationId, TypingState State, string? SocketId) : IRequest<Unit>
{
    /// <summary>Whether a push service could have given this id. Clients without a connection send all kinds of words instead.</summary>
    public static bool IsSocketId(string? text) => text is not null && SocketIdPattern().IsMatch(text);

    [GeneratedRegex(@"\A[0-9]{1,20}\.[0-9]{1,20}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex SocketIdPattern();
}

/// <summary>The typing state that a client reports.</summary>
public enum TypingState
{
    Started,
    Stopped,
}

internal sealed class SetTypingValidator : AbstractValidator<SetTyping>
{
    public SetTypingValidator()
    {
        RuleFor(request => request.State).IsInEnum();
        RuleFor(request => request.SocketId).Must(SetTyping.IsSocketId).When(request => request.SocketId is not null);
    }
}

internal sealed class SetTypingHandler(IMessagingDb db, TypingBoard board, TypingRelay relay, TimeProvider time)
    : IRequestHandler<SetTyping, Unit>
{
    public async Task<Unit> Handle(SetTyping request, CancellationToken cancellationToken)
    {
        var people = await db.Members
            .Where(member => member.ConversationId == request.ConversationId)
            .Select(member => new Person(member.UserId, member.User.DisplayName, member.User.SharesTyping))
            .ToListAsync(cancellationToken);
        var me = people.Find(person => person.UserId == request.Me) ?? throw RefusedException.NotFound("conversation");
        var viewers = await ViewersAsync(request, me, people, cancellationToken);
        if (viewers.Count == 0) return Unit.Value;

        var isStart = request.State == TypingState.Started;
        var isNews = isStart ? board.Start(request.ConversationId, request.Me) : board.Stop(request.ConversationId, request.Me);
        if (!isNews) return Unit.Value;

        var name = isStart ? RealtimeEventNames.TypingStart : RealtimeEventNames.TypingStop;
        var payload = new TypingPayload(request.ConversationId, request.Me, me.DisplayName, time.Now());
        // Where somebody may not see it, the chat channel, which all are in, cannot carry it.
        string[] channels = viewers.Count == people.Count - 1
            ? [Channels.Chat(request.ConversationId)]
            : [.. viewers.Select(Channels.User)];
        relay.Send(
            request.ConversationId, request.Me,
            [.. channels.Select(channel => RealtimePayload.Write(channel, name, payload) with { ExcludeSocketId = request.SocketId })]);
        return Unit.Value;
    }

    private async Task<IReadOnlyList<UserId>> ViewersAsync(SetTyping request, Person me, List<Person> people, CancellationToken cancellationToken)
    {
        if (!me.SharesTyping) return [];
        var viewers = people.Where(person => person.UserId != request.Me && person.SharesTyping).Select(person => person.UserId).ToArray();
        var isDirect = await db.Conversations.AnyAsync(
            conversation => conversation.Id == request.ConversationId && conversation.Kind == ConversationKind.Direct, cancellationToken);
        return isDirect && viewers.Length > 0 && await db.IsBlockedAsync(request.Me, viewers[0], cancellationToken) ? [] : viewers;
    }

    private sealed record Person(UserId UserId, string DisplayName, bool SharesTyping);
}

/// <summary><c>typing-start</c> and <c>typing-stop</c>, in the chat channel, or in user channels where not everyone may see it.</summary>
public sealed record TypingPayload(ConversationId ConversationId, UserId UserId, string DisplayName, DateTimeOffset SentAt);

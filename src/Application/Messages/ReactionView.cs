using Messaging.Domain.Common;
using Messaging.Domain.Reactions;

namespace Messaging.Application.Messages;

/// <summary>One kind of reaction to a message.</summary>
/// <param name="Emoji">The emoji, in the form that emoji keyboards write.</param>
/// <param name="Count">How many users reacted so.</param>
/// <param name="Mine">True when the caller is one of them. Null in events, which are the same for everyone in the chat.</param>
/// <param name="UserIds">The first of them, at most 5; the others are in the list of reactions.</param>
public sealed record ReactionView(string Emoji, int Count, bool? Mine, IReadOnlyList<UserId> UserIds)
{
    internal static IReadOnlyList<ReactionView> Of(IReadOnlyList<ReactionSummary>? reactions) =>
        reactions is null ? [] : [.. reactions.Select(kind => new ReactionView(kind.Emoji, kind.Count, Mine: null, kind.UserIds))];

    internal static IReadOnlyList<ReactionView> Of(IReadOnlyList<Reaction>? reactions, UserId me) =>
        reactions is null ? [] : [.. reactions.Select(kind => new ReactionView(kind.Emoji, kind.UserIds.Count, kind.UserIds.Contains(me), ReactionSummary.Of(kind).UserIds))];
}

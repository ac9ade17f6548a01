using Messaging.Domain.Common;

namespace Messaging.Domain.Reactions;

/// <summary>One kind of reaction to a message.</summary>
/// <param name="Emoji">As <see cref="Reactions.Emoji.Normalize"/> writes it.</param>
/// <param name="UserIds">Everyone who reacted so, the first at the beginning; never empty.</param>
public sealed record Reaction(string Emoji, IReadOnlyList<UserId> UserIds)
{
    /// <summary>Most kinds on one message.</summary>
    public const int MaxKinds = 20;
}

/// <summary>One kind of reaction as messages and events carry it: without the whole list of users.</summary>
/// <param name="Emoji">The emoji.</param>
/// <param name="Count">How many users reacted so.</param>
/// <param name="UserIds">The first of them, at most <see cref="MaxUsers"/>.</param>
public sealed record ReactionSummary(string Emoji, int Count, IReadOnlyList<UserId> UserIds)
{
    /// <summary>Most users in a summary.</summary>
    public const int MaxUsers = 5;

    public static ReactionSummary Of(Reaction reaction) => new(reaction.Emoji, reaction.UserIds.Count, [.. reaction.UserIds.Take(MaxUsers)]);
}

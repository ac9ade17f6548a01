using Messaging.Domain.Common;

namespace Messaging.Domain.Messages;

/// <summary>The members whom a message mentions.</summary>
/// <param name="UserIds">Members other than the sender, each once, in the order of ids.</param>
/// <param name="All">True when it calls everyone in the group.</param>
public sealed record MessageMentions(IReadOnlyList<UserId> UserIds, bool All = false)
{
    public bool Includes(UserId userId) => All || UserIds.Contains(userId);

    public static bool AreSame(MessageMentions? one, MessageMentions? other) =>
        one?.All == other?.All && (one?.UserIds ?? []).SequenceEqual(other?.UserIds ?? []);

    /// <summary>Null instead of an object that mentions nobody, so that a message without mentions costs nothing.</summary>
    public MessageMentions? OrNull() => All || UserIds.Count > 0 ? this : null;
}

/// <summary>The wish of the client that sends or edits a message.</summary>
/// <param name="UserIds">Ids of members; others are left out. Null: the text decides.</param>
/// <param name="All">Everyone in the group, which only owners may.</param>
public sealed record WantedMentions(IReadOnlyList<UserId>? UserIds = null, bool All = false);

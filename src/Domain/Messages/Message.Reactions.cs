using Messaging.Domain.Common;
using Messaging.Domain.Reactions;

namespace Messaging.Domain.Messages;

/// <summary>Reactions to the message. They stand in the message itself, so that whoever reads a message has read them.</summary>
public sealed partial class Message
{
    /// <summary>The kinds in the order in which they were first given; null without any.</summary>
    public IReadOnlyList<Reaction>? Reactions { get; private set; }

    /// <summary>True when this user has given this kind of reaction.</summary>
    public bool HasReaction(UserId userId, string emoji) => Reactions?.Any(kind => kind.Emoji == emoji && kind.UserIds.Contains(userId)) == true;

    internal bool HasKind(string emoji) => Reactions?.Any(kind => kind.Emoji == emoji) == true;

    internal void AddReaction(UserId userId, string emoji, long revision)
    {
        Reactions = HasKind(emoji)
            ? [.. Reactions!.Select(kind => kind.Emoji == emoji ? kind with { UserIds = [.. kind.UserIds, userId] } : kind)]
            : [.. Reactions ?? [], new Reaction(emoji, [userId])];
        Revision = revision;
    }

    internal void RemoveReaction(UserId userId, string emoji, long revision)
    {
        Reaction[] left =
        [
            .. Reactions!.Select(kind => kind.Emoji == emoji ? kind with { UserIds = [.. kind.UserIds.Where(user => user != userId)] } : kind)
                .Where(kind => kind.UserIds.Count > 0),
        ];
        Reactions = left.Length == 0 ? null : left;
        Revision = revision;
    }
}

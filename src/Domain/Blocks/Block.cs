using Messaging.Domain.Common;

namespace Messaging.Domain.Blocks;

/// <summary>One user wants nothing to do with another. Works both ways, and the other is not told.</summary>
public sealed class Block
{
    private Block()
    {
    }

    public Block(UserId blockerId, UserId blockedId, DateTimeOffset now)
    {
        BlockerId = blockerId;
        BlockedId = blockedId;
        CreatedAt = now;
    }

    public UserId BlockerId { get; private set; }

    public UserId BlockedId { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>The answer to every attempt across a block, whichever side made it: it tells nothing about who did.</summary>
    public static RefusedException Refused() => new(Refusal.Forbidden, "cannot_message_user", "You cannot message this user.");
}

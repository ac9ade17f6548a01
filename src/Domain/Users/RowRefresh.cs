using Messaging.Domain.Common;

namespace Messaging.Domain.Users;

/// <summary>
/// Work that is left after a change of a user's name, picture or privacy: the conversation rows of everybody who sees that
/// user show the old one. It is done in the background, in the order of joining. One row for each user: a change while the
/// work is under way starts it over instead of adding to it.
/// </summary>
public sealed class RowRefresh
{
    private RowRefresh()
    {
    }

    public RowRefresh(UserId userId) => UserId = userId;

    public UserId UserId { get; private set; }

    /// <summary>Grows with every change, so that work that was overtaken by one is not noted as done.</summary>
    public long Request { get; private set; } = 1;

    /// <summary>The user's <c>JoinedRevision</c> of the last conversation that is done; less than any at the beginning.</summary>
    public long DoneTo { get; set; } = long.MinValue;

    /// <summary>Until when a node works on it, by the database's clock.</summary>
    public DateTimeOffset ClaimedUntil { get; set; } = DateTimeOffset.UnixEpoch;

    /// <summary>Starts over.</summary>
    public void StartOver() => (Request, DoneTo) = (Request + 1, long.MinValue);
}

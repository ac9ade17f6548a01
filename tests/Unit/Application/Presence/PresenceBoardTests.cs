using Messaging.Application.Common;
using Messaging.Application.Presence;
using Messaging.Application.Presence.Memory;
using Messaging.Domain.Blocks.Events;
using Messaging.Domain.Common;
using Messaging.Domain.Presence.Events;
using Messaging.Unit.Support;
using Xunit;

namespace Messaging.Unit.Application.Presence;

public sealed class PresenceBoardTests
{
    private static readonly UserId An = new(Guid.NewGuid());
    private static readonly UserId Binh = new(Guid.NewGuid());

    private readonly CommitFeed _commits = new();
    private readonly PresenceBoard _board;
    private readonly List<UserId> _told = [];

    public PresenceBoardTests()
    {
        _board = new PresenceBoard(_commits, new PollLog(new PresenceOptions()));
        _board.Subscribe(_told.Add);
    }

    [Fact]
    public void What_was_committed_is_known_and_told_at_once()
    {
        Commit(new PresenceChanged(An, IsOnline: true, People.Start, Version: 1));

        Assert.Equal(new PresenceState(IsOnline: true, People.Start, Version: 1), _board.Find(An));
        Assert.Equal([An], _told);
    }

    [Fact]
    public void An_older_state_that_comes_late_is_dropped()
    {
        Commit(new PresenceChanged(An, IsOnline: false, People.Start, Version: 2));
        Commit(new PresenceChanged(An, IsOnline: true, People.Start, Version: 1));

        Assert.False(_board.Find(An)!.IsOnline);
        Assert.Empty(_told);
    }

    [Fact]
    public void Reading_the_same_state_again_tells_nobody()
    {
        Commit(new PresenceChanged(An, IsOnline: true, People.Start, Version: 1));
        _board.Apply(An, new PresenceState(IsOnline: true, People.Start, Version: 1));
        _board.Apply(An, new PresenceState(IsOnline: true, People.Start.AddSeconds(1), Version: 2));

        Assert.Equal([An], _told);
    }

    [Fact]
    public void Hiding_and_blocking_tell_too()
    {
        Commit(new PresenceVisibilityChanged(An, IsShared: false, IsOnline: true, People.Start));
        Commit(new BlockChanged(An, Binh, IsBlocked: true));

        Assert.Equal([An, An, Binh], _told);
    }

    private void Commit(IDomainEvent domainEvent) => _commits.Publish([domainEvent]);
}

using Messaging.Application.Outbox;
using Messaging.Domain.Common;
using Xunit;

namespace Messaging.Unit.Application;

public sealed class OutboxBacklogTests
{
    private readonly OutboxBacklog _backlog = new();

    [Theory]
    [InlineData(100)]
    [InlineData(1_000_000)]
    public void From_the_limit_on_writes_are_put_off(long waiting)
    {
        _backlog.Report(waiting, limit: 100);

        var refused = Assert.Throws<RefusedException>(_backlog.RefuseWhenFull);
        Assert.Equal((Refusal.Unavailable, "outbox_full"), (refused.Refusal, refused.Code));
        Assert.True(refused.RetryAfter > TimeSpan.Zero);
    }

    [Fact]
    public void Writes_are_taken_before_the_first_look_and_again_once_it_is_shorter()
    {
        _backlog.RefuseWhenFull();
        _backlog.Report(waiting: 100, limit: 100);
        Assert.Throws<RefusedException>(_backlog.RefuseWhenFull);

        _backlog.Report(waiting: 99, limit: 100);
        _backlog.RefuseWhenFull();
    }
}

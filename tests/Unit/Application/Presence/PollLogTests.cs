using Messaging.Application.Presence;
using Messaging.Application.Presence.Memory;
using Messaging.Domain.Common;
using Messaging.Unit.Support;
using Xunit;

namespace Messaging.Unit.Application.Presence;

public sealed class PollLogTests : IDisposable
{
    private static readonly UserId An = new(Guid.NewGuid());
    private static readonly DateTimeOffset Start = People.Start;

    private readonly PollLog _log = new(new PresenceOptions { PollSeconds = 60, PollFlushSeconds = 20 });

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task The_first_poll_is_urgent()
    {
        _log.Add(An, Start);

        await _log.WaitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        Assert.Equal(Start, _log.Take(all: false, Start)[An].AskedAt);
    }

    [Fact]
    public void People_who_poll_on_leave_the_database_idle()
    {
        UserId[] people = [.. Enumerable.Range(0, 200).Select(_ => new UserId(Guid.NewGuid()))];
        foreach (var person in people) _log.Add(person, Start);
        Assert.Equal(200, _log.Take(all: false, Start).Count);

        for (var second = 1; second < 20; second++)
        {
            foreach (var person in people) _log.Add(person, Start.AddSeconds(second));
            Assert.Empty(_log.Take(all: false, Start));
        }

        Assert.All(_log.Take(all: true, Start), poll => Assert.Equal(Start.AddSeconds(19), poll.Value.AskedAt));
    }

    [Fact]
    public void A_poll_near_the_end_of_the_last_one_is_urgent()
    {
        _log.Add(An, Start);
        _log.Take(all: false, Start);

        _log.Add(An, Start.AddSeconds(39));
        Assert.Empty(_log.Take(all: false, Start));

        _log.Add(An, Start.AddSeconds(40));
        Assert.Single(_log.Take(all: false, Start));
    }

    [Fact]
    public void What_could_not_be_written_is_not_lost_and_not_newer_than_what_came_since()
    {
        var binh = new UserId(Guid.NewGuid());
        _log.Add(An, Start);
        _log.Add(binh, Start);
        var taken = _log.Take(all: true, Start);
        _log.Add(binh, Start.AddSeconds(5));

        _log.Return(taken);

        var again = _log.Take(all: true, Start);
        Assert.Equal((Start, Start.AddSeconds(5)), (again[An].AskedAt, again[binh].AskedAt));
    }

    [Fact]
    public void A_poll_that_waits_counts_as_of_now()
    {
        _log.Begin(An, Start);

        Assert.Equal(Start.AddSeconds(20), _log.Find(An, Start.AddSeconds(20))!.WaitedAt);
        Assert.Equal(Start.AddSeconds(20), _log.Take(all: false, Start.AddSeconds(20))[An].WaitedAt);
        Assert.Empty(_log.Take(all: true, Start.AddSeconds(21)));
        Assert.NotNull(_log.Find(An, Start.AddSeconds(22)));
    }

    [Fact]
    public void Only_the_last_waiting_poll_that_is_broken_off_is_the_end_and_the_next_poll_is_urgent()
    {
        _log.Begin(An, Start);
        _log.Begin(An, Start);
        _log.Take(all: false, Start);

        _log.End(An, Start.AddSeconds(1), brokenOff: true);
        Assert.Empty(_log.Take(all: true, Start));
        _log.End(An, Start.AddSeconds(2), brokenOff: true);
        Assert.Equal(new PollNote(AskedAt: null, Start.AddSeconds(2), WaitedAt: null), _log.Take(all: false, Start)[An]);

        _log.Begin(An, Start.AddSeconds(3));
        Assert.Single(_log.Take(all: false, Start));
    }

    [Fact]
    public void A_poll_that_is_answered_is_not_the_end()
    {
        _log.Begin(An, Start);
        _log.Take(all: false, Start);

        _log.End(An, Start.AddSeconds(2), brokenOff: false);

        Assert.Empty(_log.Take(all: true, Start));
        Assert.Null(_log.Find(An, Start.AddSeconds(2)));
    }

    [Fact]
    public void A_poll_that_waits_is_urgent_again_when_the_table_says_offline()
    {
        _log.Begin(An, Start);
        _log.Take(all: false, Start);

        _log.Urge(An);

        Assert.Equal(Start.AddSeconds(5), _log.Take(all: false, Start.AddSeconds(5))[An].WaitedAt);
    }
}

using Messaging.Application.Presence;
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
        Assert.Equal(Start, _log.Take(all: false)[An]);
    }

    [Fact]
    public void People_who_poll_on_leave_the_database_idle()
    {
        UserId[] people = [.. Enumerable.Range(0, 200).Select(_ => new UserId(Guid.NewGuid()))];
        foreach (var person in people) _log.Add(person, Start);
        Assert.Equal(200, _log.Take(all: false).Count);

        for (var second = 1; second < 20; second++)
        {
            foreach (var person in people) _log.Add(person, Start.AddSeconds(second));
            Assert.Empty(_log.Take(all: false));
        }

        Assert.All(_log.Take(all: true), poll => Assert.Equal(Start.AddSeconds(19), poll.Value));
    }

    [Fact]
    public void A_poll_near_the_end_of_the_last_one_is_urgent()
    {
        _log.Add(An, Start);
        _log.Take(all: false);

        _log.Add(An, Start.AddSeconds(39));
        Assert.Empty(_log.Take(all: false));

        _log.Add(An, Start.AddSeconds(40));
        Assert.Single(_log.Take(all: false));
    }

    [Fact]
    public void What_could_not_be_written_is_not_lost_and_not_newer_than_what_came_since()
    {
        var binh = new UserId(Guid.NewGuid());
        _log.Add(An, Start);
        _log.Add(binh, Start);
        var taken = _log.Take(all: true);
        _log.Add(binh, Start.AddSeconds(5));

        _log.Return(taken);

        var again = _log.Take(all: true);
        Assert.Equal((Start, Start.AddSeconds(5)), (again[An], again[binh]));
    }
}

using Messaging.Application.Common;
using Messaging.Domain.Common;
using Xunit;

namespace Messaging.Unit.Application;

public sealed class GroupCommitTests : IDisposable
{
    private readonly List<int[]> _groups = [];
    private readonly SemaphoreSlim _mayCommit = new(0);
    private readonly SemaphoreSlim _started = new(0);

    [Fact]
    public async Task The_first_request_starts_at_once_and_those_that_wait_go_together()
    {
        var commits = new GroupCommit<int, int>(CommitAsync, exception => exception is IOException, largest: 64, mostWaiting: 100);
        var first = commits.AddAsync(1);
        await _started.WaitAsync(TestContext.Current.CancellationToken);
        var others = new[] { commits.AddAsync(2), commits.AddAsync(3), commits.AddAsync(4) };
        _mayCommit.Release(2);

        Assert.Equal(10, await first);
        var results = await Task.WhenAll(others);
        Assert.Equal([20, 30, 40], results);
        Assert.Equal([[1], [2, 3, 4]], _groups);
    }

    [Fact]
    public async Task A_group_has_a_largest_size()
    {
        var commits = new GroupCommit<int, int>(CommitAsync, exception => exception is IOException, largest: 2, mostWaiting: 100);
        var first = commits.AddAsync(1);
        await _started.WaitAsync(TestContext.Current.CancellationToken);
        var others = Enumerable.Range(2, 4).Select(commits.AddAsync).ToArray();
        _mayCommit.Release(3);
        await Task.WhenAll([first, .. others]);

        Assert.Equal([[1], [2, 3], [4, 5]], _groups);
    }

    [Fact]
    public async Task A_refusal_is_the_answer_of_one_request()
    {
        var commits = new GroupCommit<int, int>(CommitAsync, exception => exception is IOException, largest: 64, mostWaiting: 100);
        var first = commits.AddAsync(1);
        await _started.WaitAsync(TestContext.Current.CancellationToken);
        var (good, refused) = (commits.AddAsync(2), commits.AddAsync(-1));
        _mayCommit.Release(2);
        await first;

        Assert.Equal(20, await good);
        Assert.Equal("negative", (await Assert.ThrowsAsync<RefusedException>(() => refused)).Code);
        Assert.Equal(2, _groups.Count);
    }

    [Fact]
    public async Task A_group_that_fails_is_tried_again_one_by_one()
    {
        var commits = new GroupCommit<int, int>(CommitAsync, exception => exception is IOException, largest: 64, mostWaiting: 100);
        var first = commits.AddAsync(1);
        await _started.WaitAsync(TestContext.Current.CancellationToken);
        var (good, bad) = (commits.AddAsync(2), commits.AddAsync(Poison));
        _mayCommit.Release(4);
        await first;

        Assert.Equal(20, await good);
        await Assert.ThrowsAsync<TimeoutException>(() => bad);
        Assert.Equal([[1], [2, Poison], [2], [Poison]], _groups);
        // And the next one finds a committer that works.
        _mayCommit.Release();
        Assert.Equal(30, await commits.AddAsync(3));
    }

    [Fact]
    public async Task A_failure_that_concerns_all_is_told_to_all_who_wait_at_once()
    {
        var commits = new GroupCommit<int, int>(CommitAsync, exception => exception is IOException, largest: 2, mostWaiting: 100);
        var first = commits.AddAsync(1);
        await _started.WaitAsync(TestContext.Current.CancellationToken);
        var waiting = new[] { Outage, 3, 4, 5 }.Select(commits.AddAsync).ToArray();
        _mayCommit.Release(2);
        await first;

        foreach (var one in waiting) await Assert.ThrowsAsync<IOException>(() => one);
        Assert.Equal([[1], [Outage, 3]], _groups);
        _mayCommit.Release();
        Assert.Equal(60, await commits.AddAsync(6));
    }

    [Fact]
    public async Task What_has_no_room_is_refused_with_a_time_to_come_back()
    {
        var commits = new GroupCommit<int, int>(CommitAsync, exception => exception is IOException, largest: 1, mostWaiting: 2);
        var first = commits.AddAsync(1);
        await _started.WaitAsync(TestContext.Current.CancellationToken);
        var waiting = new[] { commits.AddAsync(2), commits.AddAsync(3) };

        var refused = await Assert.ThrowsAsync<RefusedException>(() => commits.AddAsync(4));
        _mayCommit.Release(3);
        await Task.WhenAll([first, .. waiting]);

        Assert.Equal((Refusal.Unavailable, "busy", TimeSpan.FromSeconds(1)), (refused.Refusal, refused.Code, refused.RetryAfter));
        Assert.Equal([[1], [2], [3]], _groups);
    }

    public void Dispose()
    {
        _mayCommit.Dispose();
        _started.Dispose();
    }

    private const int Poison = 666;
    private const int Outage = 777;

    private async Task<IReadOnlyList<Outcome<int>>> CommitAsync(IReadOnlyList<int> group)
    {
        _groups.Add([.. group]);
        _started.Release();
        await _mayCommit.WaitAsync(TestContext.Current.CancellationToken);
        if (group.Contains(Poison)) throw new TimeoutException();
        if (group.Contains(Outage)) throw new IOException();
        return [.. group.Select(number => number < 0
            ? new Outcome<int>(0, new RefusedException(Refusal.Malformed, "negative", "No."))
            : new Outcome<int>(number * 10, Refusal: null))];
    }
}

using Messaging.Infrastructure.Outbox;
using Messaging.Integration.Support;
using Xunit;

namespace Messaging.Integration.Outbox;

/// <summary>How nodes share the lanes out, on every database.</summary>
public sealed class LaneStoreTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, EachDatabase]
    public async Task Lane_never_has_two_owners_while_eight_nodes_share_them_out(DatabaseKind kind)
    {
        const int Nodes = 8;
        await using var database = await TestDatabase.CreateAsync(kind);
        var users = new int[LaneLease.Lanes];
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        var sharing = Task.WhenAll(Enumerable.Range(1, Nodes).Select(node => Task.Run(async () =>
        {
            var mine = new HashSet<int>();
            // All ask at the same moment, first for free lanes, then for what the first have to give back.
            await start.Task;
            await Eventually.HoldsAsync("the share is fair", async () =>
            {
                var share = await RenewAsync(database, $"node-{node}", Long);
                foreach (var lane in share.Owned.Except(mine)) Assert.Equal(0, Interlocked.Exchange(ref users[lane], node));
                Assert.Subset(share.Owned, mine);
                mine = [.. share.Owned];
                foreach (var lane in share.Owned.Order().Skip(share.Most))
                {
                    Assert.Equal(node, Interlocked.Exchange(ref users[lane], 0));
                    mine.Remove(lane);
                    await WithStoreAsync(database, store => store.ReleaseAsync(lane, $"node-{node}", Cancel));
                }

                return share.Nodes == Nodes && mine.Count == LaneLease.Lanes / Nodes;
            });
            return mine;
        })));
        start.SetResult();
        var held = await sharing;

        Assert.Equal(Enumerable.Range(0, LaneLease.Lanes), held.SelectMany(lanes => lanes).Order());
    }

    [Theory, EachDatabase]
    public async Task Owner_keeps_its_lanes_by_asking_again(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        Assert.Equal(16, (await RenewAsync(database, "one", Long)).Owned.Count);

        Assert.Equal(16, (await RenewAsync(database, "one", Long)).Owned.Count);
    }

    [Theory, EachDatabase]
    public async Task Newcomer_takes_what_the_others_give_back_and_no_more(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await RenewAsync(database, "one", Long);
        var nothing = await RenewAsync(database, "two", Long);
        Assert.Empty(nothing.Owned);
        Assert.Equal((8, 2), (nothing.Most, nothing.Nodes));

        var one = await RenewAsync(database, "one", Long);
        Assert.Equal((16, 8, 2), (one.Owned.Count, one.Most, one.Nodes));
        foreach (var lane in new[] { 3, 5 }) await WithStoreAsync(database, store => store.ReleaseAsync(lane, "one", Cancel));

        Assert.Equal([3, 5], (await RenewAsync(database, "two", Long)).Owned.Order());
        Assert.Equal(14, (await RenewAsync(database, "one", Long)).Owned.Count);
    }

    [Theory, EachDatabase]
    public async Task Lane_of_another_node_is_not_given_back_by_mistake(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await RenewAsync(database, "one", Long);

        await WithStoreAsync(database, store => store.ReleaseAsync(3, "two", Cancel));

        Assert.Empty((await RenewAsync(database, "two", Long)).Owned);
    }

    [Theory, EachDatabase]
    public async Task Shares_of_any_number_of_nodes_are_even_and_are_all_lanes(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        string[] nodes = ["c", "a", "b", "e", "d"];

        for (var count = 1; count <= nodes.Length; count++)
        {
            await RenewAsync(database, nodes[count - 1], Long);
            var shares = new List<int>();
            foreach (var node in nodes.Take(count)) shares.Add((await RenewAsync(database, node, Long)).Most);

            Assert.Equal(16, shares.Sum());
            Assert.InRange(shares.Max() - shares.Min(), 0, 1);
        }
    }

    [Theory, EachDatabase]
    public async Task Lanes_of_a_node_that_says_nothing_go_to_the_next_who_asks(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await RenewAsync(database, "one", TimeSpan.FromMilliseconds(400));

        await Eventually.HoldsAsync("the lanes change hands", async () => (await RenewAsync(database, "two", Long)) is { Owned.Count: 16, Nodes: 1 });

        var late = await RenewAsync(database, "one", Long);
        Assert.Empty(late.Owned);
        Assert.Equal((8, 2), (late.Most, late.Nodes));
    }

    [Theory, EachDatabase]
    public async Task Lanes_of_a_node_that_leaves_are_free_at_once(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await RenewAsync(database, "one", Long);

        await WithStoreAsync(database, store => store.LeaveAsync("one", Cancel));

        Assert.True(await RenewAsync(database, "two", Long) is { Owned.Count: 16, Most: 16, Nodes: 1 });
    }

    private static async Task<LaneShare> RenewAsync(TestDatabase database, string node, TimeSpan lifetime)
    {
        await using var db = database.OpenContext();
        return await new LaneStore(db).RenewAsync(node, lifetime, Cancel);
    }

    private static async Task WithStoreAsync(TestDatabase database, Func<LaneStore, Task> work)
    {
        await using var db = database.OpenContext();
        await work(new LaneStore(db));
    }
}

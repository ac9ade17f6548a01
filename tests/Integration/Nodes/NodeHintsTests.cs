using Messaging.Application.Sync;
using Messaging.Integration.Support;
using Messaging.Integration.Sync;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Messaging.Integration.Nodes;

/// <summary>
/// A node on PostgreSQL is notified of the commits of another node. The clock of the one that listens stands
/// still, so that it cannot find anything by looking.
/// </summary>
public sealed class NodeHintsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Poll_on_another_node_is_woken_without_looking()
    {
        await using var nodes = await Pair.StartAsync();
        var (an, binh, conversation) = await nodes.PeopleAsync();
        var signal = nodes.Listening.Services.GetRequiredService<SyncSignal>();
        var position = await binh.PositionAsync(conversation);

        for (var i = 1; i <= 3; i++)
        {
            var poll = binh.SyncAsync($"{position}&wait=25");
            await Eventually.HoldsAsync("the poll waits", () => signal.Waiting == 1);
            await an.SendAsync(conversation, $"message {i}");

            var answer = (await poll.SoonAsync()).Is(200);
            Assert.Equal([$"message {i}"], answer.Messages().Bodies());
            position = SyncCalls.Position(answer);
        }
    }

    [Fact]
    public async Task Dispatcher_of_another_node_is_woken_without_looking()
    {
        await using var nodes = await Pair.StartAsync();
        var (an, _, conversation) = await nodes.PeopleAsync();

        for (var i = 1; i <= 10; i++)
        {
            await an.SendAsync(conversation, $"message {i}");
            await nodes.Push.WaitForAllInOrderAsync(conversation, i);
        }
    }

    [Fact]
    public async Task Lost_connections_come_back_and_what_was_missed_is_looked_at()
    {
        await using var nodes = await Pair.StartAsync();
        var (an, binh, conversation) = await nodes.PeopleAsync();
        var signal = nodes.Listening.Services.GetRequiredService<SyncSignal>();
        var position = await binh.PositionAsync(conversation);

        await using (var db = nodes.Database.OpenContext())
        {
            await db.Database.ExecuteSqlRawAsync(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'messaging hints'", Cancel);
        }

        await Eventually.HoldsAsync("the node knows that it is deaf", () => !signal.HearsOtherNodes);
        await an.SendAsync(conversation, "unheard");
        Assert.Equal(["unheard"], (await binh.SyncAsync($"{position}&wait=1")).Is(200).Messages().Bodies());
        await Eventually.HoldsAsync("the node hears again", () =>
        {
            nodes.Clock.Advance(TimeSpan.FromSeconds(1));
            return signal.HearsOtherNodes;
        });
        Assert.Contains(nodes.Listening.Logs.Lines, line => line.Contains("Hints to and from other nodes", StringComparison.Ordinal));

        var poll = binh.SyncAsync($"{await binh.PositionAsync(conversation)}&wait=25");
        await Eventually.HoldsAsync("the poll waits", () => signal.Waiting == 1);
        await an.SendAsync(conversation, "heard");
        Assert.Equal(["heard"], (await poll.SoonAsync()).Is(200).Messages().Bodies());
    }

    [Fact]
    public async Task Foreign_notifications_do_no_harm()
    {
        await using var nodes = await Pair.StartAsync();
        var (an, binh, conversation) = await nodes.PeopleAsync();
        await using (var db = nodes.Database.OpenContext())
        {
            foreach (var payload in new[] { "", "1", "nonsense", "2123456780000-", "1zzzzzzzz0000-", "1123456780000-" + new string('!', 22) })
                await db.Database.ExecuteSqlAsync($"SELECT pg_notify('messaging', {payload})", Cancel);
        }

        var poll = binh.SyncAsync($"{await binh.PositionAsync(conversation)}&wait=25");
        var signal = nodes.Listening.Services.GetRequiredService<SyncSignal>();
        await Eventually.HoldsAsync("the poll waits", () => signal.Waiting == 1);
        await an.SendAsync(conversation, "Hi");

        Assert.Equal(["Hi"], (await poll.SoonAsync()).Is(200).Messages().Bodies());
    }

    /// <summary>Two nodes in this process: one that has all lanes and whose clock stands still, and one that works.</summary>
    private sealed class Pair : IAsyncDisposable
    {
        private Pair(TestDatabase database, FakeChannels push, FakeTimeProvider clock, TestApp listening, TestApp working) =>
            (Database, Push, Clock, Listening, Working) = (database, push, clock, listening, working);

        public TestDatabase Database { get; }

        public FakeChannels Push { get; }

        public FakeTimeProvider Clock { get; }

        public TestApp Listening { get; }

        public TestApp Working { get; }

        public static async Task<Pair> StartAsync()
        {
            var database = await NodeDatabase.CreateAsync();
            var push = await FakeChannels.StartNewAsync();
            // Behind the other node: its rows are due when they are committed, whatever this clock says.
            var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddMinutes(-5));
            var settings = new Dictionary<string, string?>(database.Settings.Concat(push.Settings))
            {
                ["Push:Nodes"] = "2",
                // A node that stands still gives nothing back, and keeps what it has.
                ["Outbox:LeaseMilliseconds"] = "300000",
            };
            var listening = await TestApp.StartAsync(settings: settings, time: clock);
            await Eventually.HoldsAsync("the first node has all lanes", async () =>
            {
                await using var db = database.OpenContext();
                return await db.LaneLeases.AllAsync(lease => lease.Owner != "", Cancel);
            });
            var working = await TestApp.StartAsync(settings: settings);
            foreach (var app in new[] { listening, working })
                await Eventually.HoldsAsync("the nodes hear", () => app.Services.GetRequiredService<SyncSignal>().HearsOtherNodes);
            return new Pair(database, push, clock, listening, working);
        }

        /// <summary>One who writes to the node that works, and one who polls the node that listens.</summary>
        public async Task<(Person An, Person Binh, string Conversation)> PeopleAsync()
        {
            var an = await Person.RegisterAsync(Working.Address);
            var binh = await Person.RegisterAsync(Listening.Address);
            return (an, binh, await an.OpenAsync(binh));
        }

        public async ValueTask DisposeAsync()
        {
            await Working.DisposeAsync();
            await Listening.DisposeAsync();
            await Push.DisposeAsync();
            await Database.DisposeAsync();
        }
    }
}

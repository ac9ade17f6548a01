using Messaging.Integration.Broker;
using Messaging.Integration.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Messaging.Integration.Nodes;

/// <summary>
/// Several processes of the app on one PostgreSQL, and one more, with a database of its own, whose
/// embedded broker is their push service.
/// </summary>
internal sealed class Cluster : IAsyncDisposable
{
    private readonly List<AppProcess> _nodes = [];
    private TestDatabase? _database;
    private AppProcess? _broker;

    public IReadOnlyList<AppProcess> Nodes => _nodes;

    public TestDatabase Database => _database!;

    public static string NameOf(int node) => $"node-{node}";

    /// <summary>Starts all nodes at once, as a deployment does.</summary>
    public static async Task<Cluster> StartAsync(int nodes)
    {
        var cluster = new Cluster { _database = await NodeDatabase.CreateAsync() };
        try
        {
            await cluster.StartNodesAsync(nodes);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lanes by their owner, as the database has them.</summary>
    public async Task<Dictionary<string, int>> LanesAsync()
    {
        await using var db = Database.OpenContext();
        var owners = await db.LaneLeases.Select(lease => lease.Owner).ToListAsync(TestContext.Current.CancellationToken);
        return owners.CountBy(owner => owner).ToDictionary();
    }

    public Task WaitForLanesAsync(params int[] lanes) => Eventually.HoldsAsync(
        $"the lanes are shared {string.Join(", ", lanes)}",
        async () => (await LanesAsync()) is var owners && !owners.ContainsKey("") && owners.Values.OrderDescending().SequenceEqual(lanes),
        TimeSpan.FromMinutes(2));

    /// <summary>Somebody who looks at these conversations.</summary>
    public Task<Subscriber> SubscribeAsync(Person person, params string[] conversations) =>
        JoinAsync(person, [.. conversations.Select(conversation => $"presence-chat-{conversation}")]);

    public Task<Subscriber> JoinAsync(Person person, params string[] channels) => Subscriber.JoinAsync(_broker!.Address, person.Id, channels);

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes) await node.DisposeAsync();
        if (_broker is not null) await _broker.DisposeAsync();
        if (_database is not null) await _database.DisposeAsync();
    }

    private async Task StartNodesAsync(int count)
    {
        var credentials = new Dictionary<string, string?>
        {
            ["Pusher:AppId"] = BrokerServer.AppId,
            ["Pusher:Key"] = BrokerServer.Key,
            ["Pusher:Secret"] = BrokerServer.Secret,
        };
        _broker = await AppProcess.StartNewAsync(credentials);
        var starts = Enumerable.Range(1, count).Select(node => AppProcess.StartNewAsync(new Dictionary<string, string?>(credentials.Concat(Database.Settings))
        {
            ["Push:Driver"] = "Pusher",
            ["Push:Nodes"] = $"{count}",
            ["Pusher:Host"] = _broker.Address.Host,
            ["Pusher:Port"] = $"{_broker.Address.Port}",
            ["Pusher:UseTls"] = "false",
            // The least that is allowed, so that a killed node is missed for a short time.
            ["Pusher:TimeoutMilliseconds"] = "3000",
            ["Outbox:LeaseMilliseconds"] = "6000",
            ["Outbox:NodeName"] = NameOf(node),
            ["RateLimits:Enabled"] = "false",
        })).ToArray();
        foreach (var start in starts) _nodes.Add(await start);
    }
}

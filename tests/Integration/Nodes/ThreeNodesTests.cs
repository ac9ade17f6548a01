using System.Text;
using Messaging.Broker.Protocol;
using Messaging.Integration.Broker;
using Messaging.Integration.Support;
using Messaging.Integration.Sync;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Messaging.Integration.Nodes;

/// <summary>Three real processes in normal running: to the outside they are one.</summary>
public sealed class ThreeNodesTests : IAsyncLifetime
{
    private Cluster _cluster = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _cluster = await Cluster.StartAsync(nodes: 3);

    public ValueTask DisposeAsync() => _cluster is null ? ValueTask.CompletedTask : _cluster.DisposeAsync();

    /// <summary>One test, because starting four processes takes most of its time.</summary>
    [Fact]
    public async Task Three_nodes_are_one_to_the_outside()
    {
        await _cluster.WaitForLanesAsync(6, 5, 5);
        await EveryMessageIsPushedOnceAndInOrderAsync();
        await WaitOnOneNodeIsWokenByAnotherAsync();
        await SessionOfOneNodeIsGoodOnTheOthersAsync();
        await WebhookToOneNodeIsSeenOnTheOthersAsync();
        await RecurringJobsRunOnceAsync();
        // Nothing of this shook the shares.
        await _cluster.WaitForLanesAsync(6, 5, 5);
    }

    private async Task EveryMessageIsPushedOnceAndInOrderAsync()
    {
        const int Each = 30;
        var an = await Person.RegisterAsync(_cluster.Nodes[0].Address);
        var senders = _cluster.Nodes.Select(node => new ApiClient(node.Address, an.AccessToken)).ToArray();
        var conversations = new List<string>();
        // Enough of them that every node has lanes with work.
        for (var i = 0; i < 8; i++) conversations.Add(await an.OpenAsync(await Person.RegisterAsync(_cluster.Nodes[i % 3].Address)));
        await using var subscriber = await _cluster.SubscribeAsync(an, [.. conversations]);

        await Task.WhenAll(conversations.Select(async conversation =>
        {
            for (var i = 1; i <= Each; i++)
                (await senders[i % 3].PostAsync($"/api/v1/conversations/{conversation}/messages", new { id = Person.NewId(), body = $"{i}" })).Is(201);
        }));

        await Eventually.HoldsAsync("all is pushed", () => conversations.TrueForAll(conversation => subscriber.MessagesOf(conversation).Length >= Each), TimeSpan.FromMinutes(1));
        await Eventually.HoldsAsync("the outbox is empty", async () =>
        {
            await using var db = _cluster.Database.OpenContext();
            return !await db.Outbox.AnyAsync(Cancel);
        }, TimeSpan.FromMinutes(1));
        foreach (var conversation in conversations)
            Assert.Equal(Enumerable.Range(1, Each).Select(sequence => (long)sequence), subscriber.MessagesOf(conversation).Select(message => message.Sequence));
    }

    private async Task WaitOnOneNodeIsWokenByAnotherAsync()
    {
        var an = await Person.RegisterAsync(_cluster.Nodes[0].Address);
        var binh = await Person.RegisterAsync(_cluster.Nodes[1].Address);
        var conversation = await an.OpenAsync(binh);
        var position = await binh.PositionAsync(conversation);
        for (var i = 1; i <= 5; i++)
        {
            var poll = binh.SyncAsync($"{position}&wait=25");
            await an.SendAsync(conversation, $"message {i}");

            var answer = (await poll.SoonAsync()).Is(200);
            Assert.Equal([$"message {i}"], answer.Messages().Bodies());
            position = SyncCalls.Position(answer);
        }
    }

    private async Task SessionOfOneNodeIsGoodOnTheOthersAsync()
    {
        var an = await Person.RegisterAsync(_cluster.Nodes[0].Address);

        (await new ApiClient(_cluster.Nodes[1].Address, an.AccessToken).GetAsync("/api/v1/me")).Is(200);
        var renewed = (await new ApiClient(_cluster.Nodes[1].Address).PostAsync("/api/v1/auth/refresh", new { refreshToken = an.RefreshToken })).Is(200);
        (await new ApiClient(_cluster.Nodes[2].Address, renewed.String("accessToken")).GetAsync("/api/v1/me")).Is(200);
        (await new ApiClient(_cluster.Nodes[2].Address, renewed.String("accessToken")).PostAsync("/api/v1/auth/logout")).Is(204);
        (await new ApiClient(_cluster.Nodes[0].Address).PostAsync("/api/v1/auth/refresh", new { refreshToken = renewed.String("refreshToken") })).Is(401);
    }

    private async Task WebhookToOneNodeIsSeenOnTheOthersAsync()
    {
        var an = await Person.RegisterAsync(_cluster.Nodes[1].Address);
        var binh = await Person.RegisterAsync(_cluster.Nodes[2].Address);
        await an.OpenAsync(binh);
        // Really there: else the repair would find that the webhook was wrong.
        await using var there = await _cluster.JoinAsync(binh, $"presence-user-{binh.Id}");
        var body = $$"""{"time_ms":{{TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()}},"events":[{"name":"member_added","channel":"presence-user-{{binh.Id}}","user_id":"{{binh.Id}}"}]}""";
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        (await new ApiClient(_cluster.Nodes[0].Address).SendAsync(
            HttpMethod.Post, "/webhooks/pusher", content,
            ("X-Pusher-Key", BrokerServer.Key),
            ("X-Pusher-Signature", PusherSignature.ForWebhook(BrokerServer.Secret, Encoding.UTF8.GetBytes(body))))).Is(200);

        await Eventually.HoldsAsync(
            "the other node shows it",
            async () => (await an.Api.GetAsync($"/api/v1/presence?userIds={binh.Id}")).Is(200).Items.Any(item => item.String("status") == "online"));
    }

    /// <summary>A job that runs every 5 s is made once in each 5 s, by whichever node is first, and runs on one.</summary>
    private async Task RecurringJobsRunOnceAsync()
    {
        await using var db = _cluster.Database.OpenContext();
        await Eventually.HoldsAsync(
            "the job ran some times",
            async () => await CountAsync(db, $"SELECT count(*)::int AS \"Value\" FROM hangfire.job WHERE invocationdata::text LIKE '%ExpireAsync%' AND statename = 'Succeeded'") >= 4,
            TimeSpan.FromMinutes(2));

        Assert.Equal(3, await CountAsync(db, $"SELECT count(*)::int AS \"Value\" FROM hangfire.server"));
        // Not counted by slices of the clock: on a busy machine one is made late, beside the next one. Three nodes that each
        // made their own would make three times as many.
        Assert.InRange(await CountAsync(db, $"""
            SELECT (count(*) - floor(extract(epoch FROM max(createdat) - min(createdat)) / 5))::int AS "Value"
            FROM hangfire.job WHERE invocationdata::text LIKE '%ExpireAsync%'
            """), -100, 2);
        Assert.Equal(0, await CountAsync(db, $"""
            SELECT count(*)::int AS "Value" FROM (
              SELECT 1 FROM hangfire.state WHERE name = 'Processing' GROUP BY jobid HAVING count(*) > 1) AS doubled
            """));
    }

    private static Task<int> CountAsync(DbContext db, FormattableString sql) => db.Database.SqlQuery<int>(sql).SingleAsync(Cancel);
}

using System.Collections.Concurrent;
using Messaging.Integration.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Messaging.Integration.Nodes;

public sealed class NodeLossTests
{
    private const int Count = 400;

    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);

    [Fact]
    public Task Killed_under_load_a_node_takes_no_message_with_it() => LosesNothingAsync(node => node.KillAsync());

    [Fact]
    public Task Stopped_under_load_a_node_gives_its_lanes_back_and_loses_nothing() => LosesNothingAsync(node => node.StopAsync(), isAnnounced: true);

    [Fact]
    public async Task Embedded_broker_with_several_nodes_does_not_start_and_says_what_to_set()
    {
        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => AppProcess.StartNewAsync(new Dictionary<string, string?> { ["Push:Nodes"] = "2" }));

        Assert.Contains("set Push:Driver to Pusher, or Push:Nodes to 1", thrown.Message, StringComparison.Ordinal);
    }

    private static async Task LosesNothingAsync(Func<AppProcess, Task> end, bool isAnnounced = false)
    {
        await using var cluster = await Cluster.StartAsync(nodes: 2);
        await cluster.WaitForLanesAsync(8, 8);
        var an = await Person.RegisterAsync(cluster.Nodes[0].Address);
        ApiClient[] senders = [.. cluster.Nodes.Select(node => new ApiClient(node.Address, an.AccessToken))];
        var conversations = new List<string>();
        // Enough of them that both nodes have lanes with work.
        for (var i = 0; i < 8; i++) conversations.Add(await an.OpenAsync(await Person.RegisterAsync(cluster.Nodes[1].Address)));
        await using var subscriber = await cluster.SubscribeAsync(an, [.. conversations]);
        var answered = new ConcurrentDictionary<string, (string Conversation, long Sequence)>();

        var sending = Task.WhenAll(conversations.Select(async (conversation, first) =>
        {
            for (var i = 0; i < Count / conversations.Count; i++)
            {
                var id = Person.NewId();
                answered[id] = (conversation, await SendUntilAnsweredAsync(senders, first + i, conversation, id));
            }
        }));
        await Eventually.HoldsAsync("about half is sent", () => answered.Count > Count / 2, Long);
        await end(cluster.Nodes[0]);
        var before = answered.Count;
        if (isAnnounced) Assert.DoesNotContain(Cluster.NameOf(1), await cluster.LanesAsync());
        await sending;

        Assert.InRange(before, 1, Count - 1);
        await cluster.WaitForLanesAsync(16);
        await Eventually.HoldsAsync("the outbox is empty", async () =>
        {
            await using var db = cluster.Database.OpenContext();
            return !await db.Outbox.AnyAsync(TestContext.Current.CancellationToken);
        }, Long);
        foreach (var conversation in conversations)
        {
            var expected = answered.Where(message => message.Value.Conversation == conversation)
                .OrderBy(message => message.Value.Sequence).Select(message => (message.Key, message.Value.Sequence)).ToArray();
            await Eventually.HoldsAsync("all arrived", () => subscriber.MessagesOf(conversation).Distinct().Count() >= expected.Length, Long);

            // As every client does: what it knows, it drops.
            Assert.Equal(expected, subscriber.MessagesOf(conversation).Distinct());
            Assert.Equal(Enumerable.Range(1, expected.Length).Select(sequence => (long)sequence), expected.Select(message => message.Sequence));
            // Repeats are those of the call that was open for its lane.
            Assert.InRange(subscriber.MessagesOf(conversation).Length - expected.Length, 0, 10);
        }
    }

    /// <summary>As behind a load balancer: the same id again, on the other node, until there is an answer.</summary>
    private static async Task<long> SendUntilAnsweredAsync(ApiClient[] senders, int turn, string conversation, string id)
    {
        var sequence = 0L;
        await Eventually.HoldsAsync("the send is answered", async () =>
        {
            try
            {
                var answer = await senders[turn++ % senders.Length].PostAsync($"/api/v1/conversations/{conversation}/messages", new { id, body = "load" });
                if (answer.Status is not (200 or 201)) return false;
                sequence = answer["sequence"].GetInt64();
                return true;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }, Long);
        return sequence;
    }
}

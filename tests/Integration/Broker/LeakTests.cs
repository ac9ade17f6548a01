using System.Text.Json;
using Messaging.Broker.Core;
using Messaging.Integration.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Messaging.Integration.Broker;

/// <summary>Measures the memory of the process, so nothing else may run meanwhile.</summary>
[Collection(nameof(LeakTests))]
[CollectionDefinition(nameof(LeakTests), DisableParallelization = true)]
public sealed class LeakTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_is_left_of_connections_that_came_and_went()
    {
        await using var server = await BrokerServer.StartAsync(options => options.LeaveDelayMilliseconds = 1);
        await ComeAndGoAsync(300);
        var before = await MemoryAsync();

        await ComeAndGoAsync(2_000);

        var hub = server.Services.GetRequiredService<BrokerHub>();
        await Eventually.HoldsAsync("no connection is left", () => hub.ConnectionCount == 0);
        var grown = await MemoryAsync() - before;
        // A connection that stayed would hold several kilobytes.
        Assert.InRange(grown, long.MinValue, 2_000 * 500);

        Task ComeAndGoAsync(int count) => Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Token }, async (i, _) =>
        {
            await using var client = await server.ConnectAsync();
            await client.SignInAsync($$"""{"id":"u{{i % 20}}","watchlist":["u1"]}""");
            await client.SubscribeAsync($"presence-{i % 10}", JsonSerializer.Serialize(new { user_id = $"u{i}" }));
            await client.ReceiveAsync("pusher:signin_success");
            if (i % 2 == 0)
                await client.CloseAsync();
            else
                client.Socket.Abort();
        });

        // A thread can still hold objects that ended a moment ago.
        static async Task<long> MemoryAsync()
        {
            var smallest = long.MaxValue;
            for (var i = 0; i < 10; i++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                smallest = Math.Min(smallest, GC.GetTotalMemory(forceFullCollection: true));
                await Task.Delay(50, Token);
            }

            return smallest;
        }
    }
}

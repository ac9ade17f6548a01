using Messaging.Integration.Nodes;
using Messaging.Integration.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Messaging.Integration.Sync;

/// <summary>Several nodes on one database: what one commits, the polls of the other learn without a signal.</summary>
public sealed class SyncNodesTests
{
    [Fact]
    public async Task Change_on_another_node_ends_the_wait()
    {
        await using var database = await NodeDatabase.CreateAsync();
        var settings = new Dictionary<string, string?>(database.Settings) { ["Push:Driver"] = "None", ["Push:Nodes"] = "2" };
        await using var one = await TestApp.StartAsync(settings: settings);
        await using var two = await TestApp.StartAsync(settings: settings);
        var an = await Person.RegisterAsync(one.Address);
        var binh = await Person.RegisterAsync(two.Address);
        var conversation = await an.OpenAsync(binh);
        var poll = binh.SyncAsync($"{await binh.PositionAsync(conversation)}&wait=25");
        var signal = two.Services.GetRequiredService<Application.Sync.SyncSignal>();
        await Eventually.HoldsAsync("the poll waits", () => signal.Waiting == 1);

        await an.SendAsync(conversation, "from the other node");

        Assert.Equal(["from the other node"], (await poll.SoonAsync()).Is(200).Messages().Bodies());
    }
}

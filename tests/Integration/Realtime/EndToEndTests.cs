using System.Text.Json;
using Messaging.Integration.Support;
using Xunit;

namespace Messaging.Integration.Realtime;

/// <summary>The built app as a process, and the official pusher-js under Node: what a front end gets.</summary>
public sealed class EndToEndTests
{
    private const int Each = 200;

    [Fact]
    public async Task Nothing_configured_every_message_arrives_once_in_order_and_live()
    {
        await using var app = await AppProcess.StartNewAsync();

        await ChatAsync(app.Address);
    }

    [Fact]
    public async Task Events_of_one_app_reach_subscribers_at_the_broker_of_another()
    {
        var credentials = new Dictionary<string, string?> { ["Pusher:AppId"] = "4242", ["Pusher:Key"] = "shared-key", ["Pusher:Secret"] = "shared-secret" };
        await using var broker = await AppProcess.StartNewAsync(credentials);
        await using var app = await AppProcess.StartNewAsync(new Dictionary<string, string?>(credentials)
        {
            ["Push:Driver"] = "Pusher",
            ["Pusher:Host"] = broker.Address.Host,
            ["Pusher:Port"] = $"{broker.Address.Port}",
            ["Pusher:UseTls"] = "false",
        });

        var push = (await new ApiClient(app.Address).GetAsync("/api/v1/config")).Is(200)["push"];
        Assert.Equal(("pusher", broker.Address.Port), (push.String("driver"), push.Number("wsPort")));
        await ChatAsync(app.Address);
    }

    private static async Task ChatAsync(Uri address)
    {
        var (an, binh, conversation) = await Person.PairAsync(address);
        var task = new
        {
            api = address,
            conversation,
            count = Each,
            people = new[] { new { id = an.Id, token = an.AccessToken }, new { id = binh.Id, token = binh.AccessToken } },
        };

        var result = JsonSerializer.Deserialize<JsonElement>(await Node.RunAsync("chat/chat.mjs", JsonSerializer.Serialize(task)));

        foreach (var member in result.GetProperty("members").EnumerateArray())
        {
            var sequences = member.GetProperty("sequences").EnumerateArray().Select(sequence => sequence.GetInt32());
            Assert.Equal(Enumerable.Range(1, 2 * Each), sequences);
            var rows = member.GetProperty("rows").EnumerateArray().Select(revision => revision.GetInt64()).ToArray();
            Assert.Equal(rows.Order().Distinct(), rows);
            Assert.Equal("connected", member.String("state"));
        }
    }
}

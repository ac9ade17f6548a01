using Messaging.Integration.Broker;
using Messaging.Integration.Nodes;
using Messaging.Integration.Presence;
using Messaging.Integration.Support;
using Xunit;

namespace Messaging.Integration.Operations;

/// <summary>
/// The installation of docs/deployment.md and docs/pusher-setup.md in one piece: nginx with TLS, two nodes on
/// one PostgreSQL, and the broker of another process.
/// </summary>
public sealed class InstallationTests
{
    /// <summary>One test, because starting four processes takes most of its time.</summary>
    [Fact]
    public async Task Two_nodes_and_a_broker_of_another_process_work_behind_nginx()
    {
        await using var database = await NodeDatabase.CreateAsync();
        await using var nginx = new Nginx();
        await using var push = await AppProcess.StartNewAsync(BrokerSettings(nginx));
        var settings = NodeSettings(nginx, database, push);
        await using var first = await AppProcess.StartNewAsync(settings);
        await using var second = await AppProcess.StartNewAsync(settings);
        await nginx.StartAsync([first.Address, second.Address], push.Address);

        var check = await AppCommand.RunAsync(settings, 0, "check-config");
        Assert.Contains("takes a signed webhook", check, StringComparison.Ordinal);
        await SmokesAsync(nginx);
        await WebhooksArriveAsync(first, second, push);

        await first.KillAsync();
        await SmokesAsync(nginx);

        await push.KillAsync();
        var without = (await AppCommand.RunAsync(Trust(nginx), 1, "smoke", nginx.Address.ToString())).Split('\n');
        Assert.Contains("ok    message by polling: /sync came back with it", without);
        Assert.StartsWith("FAIL  push connection", Assert.Single(without[..^1], line => line.StartsWith("FAIL", StringComparison.Ordinal)), StringComparison.Ordinal);

        await push.StartAsync();
        await SmokesAsync(nginx);
    }

    /// <summary>Once, and then until it is well: what was pushed in vain is tried again after a pause.</summary>
    private static Task SmokesAsync(Nginx nginx) => Eventually.HoldsAsync(
        "smoke is content",
        async () => (await AppCommand.RunAsync(Trust(nginx), "smoke", nginx.Address.ToString())).Output is [.., var last] && last.EndsWith("works.", StringComparison.Ordinal),
        TimeSpan.FromMinutes(2));

    /// <summary>The broker posts them to the proxy, which gives them to either node.</summary>
    private static async Task WebhooksArriveAsync(AppProcess first, AppProcess second, AppProcess push)
    {
        var an = await Person.RegisterAsync(first.Address);
        var binh = await Person.RegisterAsync(second.Address);
        await an.OpenAsync(binh);

        await using var online = await Subscriber.JoinAsync(push.Address, an.Id, [$"presence-user-{an.Id}"]);

        await Eventually.HoldsAsync("each sees that the other is online", async () => await binh.SeesAsync(an) == "online", TimeSpan.FromMinutes(1));
    }

    private static Dictionary<string, string?> Trust(Nginx nginx) => new() { ["SSL_CERT_FILE"] = nginx.CertificatePath };

    private static Dictionary<string, string?> BrokerSettings(Nginx nginx) => new(Trust(nginx))
    {
        ["Pusher:AppId"] = BrokerServer.AppId,
        ["Pusher:Key"] = BrokerServer.Key,
        ["Pusher:Secret"] = BrokerServer.Secret,
        ["Broker:SubscriptionCountsEnabled"] = "false",
        ["Broker:AllowedOrigins"] = nginx.Address.GetLeftPart(UriPartial.Authority),
        ["Broker:WebhookUrls:0"] = new Uri(nginx.Address, "/webhooks/pusher").ToString(),
    };

    private static Dictionary<string, string?> NodeSettings(Nginx nginx, TestDatabase database, AppProcess push) => new(database.Settings.Concat(Trust(nginx)))
    {
        ["ASPNETCORE_FORWARDEDHEADERS_ENABLED"] = "true",
        ["Push:Driver"] = "Pusher",
        ["Push:Nodes"] = "2",
        ["Pusher:AppId"] = BrokerServer.AppId,
        ["Pusher:Key"] = BrokerServer.Key,
        ["Pusher:Secret"] = BrokerServer.Secret,
        ["Pusher:Host"] = push.Address.Host,
        ["Pusher:Port"] = $"{push.Address.Port}",
        ["Pusher:UseTls"] = "false",
        ["Pusher:WsHost"] = "localhost",
        ["Pusher:WssPort"] = $"{nginx.PushPort}",
        ["Pusher:ForceTls"] = "true",
        ["Pusher:WebhookUrl"] = new Uri(nginx.Address, "/webhooks/pusher").ToString(),
        ["RateLimits:Enabled"] = "false",
    };
}

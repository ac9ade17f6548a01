using Messaging.Integration.Support;
using Xunit;

namespace Messaging.Integration.Realtime;

public sealed class ConfigTests
{
    [Fact]
    public async Task Embedded_broker_is_where_the_app_is()
    {
        var app = await Apps.OnAsync(DatabaseKind.Sqlite);

        var config = (await app.Anonymous.GetAsync("/api/v1/config")).Is(200);

        var push = config["push"];
        Assert.Equal(("embedded", TestApp.PushKey), (push.String("driver"), push.String("key")));
        Assert.Equal((app.Address.Host, app.Address.Port), (push.String("wsHost"), push.Number("wsPort")));
        Assert.False(push.Flag("forceTls"));
        Assert.Equal(("/pusher/auth", "/pusher/user-auth"), (push.String("authEndpoint"), push.String("userAuthEndpoint")));
        Assert.Equal((1000, 3000, 5000), (config["typing"].Number("startIntervalMs"), config["typing"].Number("idleMs"), config["typing"].Number("expireMs")));
        Assert.Equal((25, 3000), (config["sync"].Number("waitSeconds"), config["sync"].Number("pollAfterMs")));
        Assert.Equal(4000, config["limits"].Number("bodyLength"));
        Assert.DoesNotContain(TestApp.PushSecret, config.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pusher_is_where_its_cluster_is()
    {
        await using var app = await TestApp.StartAsync(settings: new Dictionary<string, string?>
        {
            ["Push:Driver"] = "Pusher",
            ["Pusher:Cluster"] = "eu",
        });

        var push = (await app.Anonymous.GetAsync("/api/v1/config")).Is(200)["push"];

        Assert.Equal(("pusher", "eu", TestApp.PushKey), (push.String("driver"), push.String("cluster"), push.String("key")));
        Assert.True(push.IsNull("wsHost"));
        Assert.True(push.Flag("forceTls"));
    }

    [Fact]
    public async Task Without_push_there_is_no_key()
    {
        await using var app = await TestApp.StartAsync(settings: new Dictionary<string, string?> { ["Push:Driver"] = "None" });

        var push = (await app.Anonymous.GetAsync("/api/v1/config")).Is(200)["push"];

        Assert.Equal(("none", ""), (push.String("driver"), push.String("key")));
    }
}

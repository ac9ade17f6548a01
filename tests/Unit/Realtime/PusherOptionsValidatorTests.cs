using Messaging.Infrastructure.Realtime;
using Messaging.Infrastructure.Realtime.Pusher;
using Microsoft.Extensions.Options;
using Xunit;

namespace Messaging.Unit.Realtime;

public sealed class PusherOptionsValidatorTests
{
    private const string Secret = "5ec2e7-never-in-a-message";

    /// <summary>Change to a working configuration, and what the sentence must name (null: still works).</summary>
    public static TheoryData<string, Action<PushOptions, PusherOptions>, string?> Cases => new()
    {
        { "as it is", (_, _) => { }, null },
        { "host instead of cluster", (_, app) => (app.Cluster, app.Host) = (null, "push.internal"), null },
        { "IPv6 host", (_, app) => (app.Cluster, app.Host) = (null, "::1"), null },
        { "whole rotation pair", (_, app) => (app.PreviousKey, app.PreviousSecret) = ("old", "old-secret"), null },
        { "no app id", (_, app) => app.AppId = "", "Pusher:AppId" },
        { "no key", (_, app) => app.Key = "", "Pusher:Key" },
        { "no secret", (_, app) => app.Secret = "", "Pusher:Secret" },
        { "blank secret", (_, app) => app.Secret = "  ", "Pusher:Secret" },
        { "app id with a slash", (_, app) => app.AppId = "1/../2", "Pusher:AppId" },
        { "key with a colon", (_, app) => app.Key = "a:b", "Pusher:Key" },
        { "key with a line feed", (_, app) => app.Key = "ab\n", "Pusher:Key" },
        { "secret with white space", (_, app) => app.Secret = Secret + "\n", "white space" },
        { "secret equal to key", (_, app) => app.Secret = app.Key, "same as Pusher:Key" },
        { "neither cluster nor host", (_, app) => app.Cluster = null, "neither Pusher:Cluster nor Pusher:Host" },
        { "both cluster and host", (_, app) => app.Host = "push.internal", "Both Pusher:Cluster and Pusher:Host" },
        { "cluster that is a host", (_, app) => app.Cluster = "eu.pusher.com/", "Pusher:Cluster" },
        { "host with scheme", (_, app) => (app.Cluster, app.Host) = (null, "https://push.internal"), "Pusher:Host" },
        { "host with port", (_, app) => (app.Cluster, app.Host) = (null, "push.internal:6001"), "Pusher:Port" },
        { "only a previous key", (_, app) => app.PreviousKey = "old", "Pusher:PreviousSecret is empty" },
        { "only a previous secret", (_, app) => app.PreviousSecret = "old", "Pusher:PreviousKey is empty" },
        { "previous key is the current", (_, app) => (app.PreviousKey, app.PreviousSecret) = (app.Key, "x"), "Pusher:PreviousKey" },
        { "previous secret is its key", (_, app) => (app.PreviousKey, app.PreviousSecret) = ("old", "old"), "Pusher:PreviousSecret" },
        { "port 0", (_, app) => app.Port = 0, "Pusher:Port is 0" },
        { "port too high", (_, app) => app.Port = 65_536, "Pusher:Port is 65536" },
        { "bad port for browsers", (_, app) => app.WsPort = -1, "Pusher:WsPort" },
        { "bad TLS port for browsers", (_, app) => app.WssPort = 70_000, "Pusher:WssPort" },
        { "no time", (_, app) => app.TimeoutMilliseconds = 0, "Pusher:TimeoutMilliseconds" },
        { "endless time", (_, app) => app.TimeoutMilliseconds = 3_600_000, "Pusher:TimeoutMilliseconds" },
        { "no webhook window", (_, app) => app.WebhookWindowSeconds = 0, "Pusher:WebhookWindowSeconds" },
        { "webhook path", (_, app) => app.WebhookUrl = "/webhooks/pusher", "Pusher:WebhookUrl" },
        { "webhook address", (_, app) => app.WebhookUrl = "https://chat.example.com/webhooks/pusher", null },
        { "several nodes with Pusher", (push, _) => push.Nodes = 3, null },
        { "no nodes", (push, _) => push.Nodes = 0, "Push:Nodes" },
        { "unknown driver", (push, _) => push.Driver = (PushDriver)7, "Push:Driver" },
        { "embedded", (push, app) => (push.Driver, app.Cluster) = (PushDriver.Embedded, null), null },
        { "embedded on two nodes", (push, _) => (push.Driver, push.Nodes) = (PushDriver.Embedded, 2), "set Push:Driver to Pusher" },
        { "none needs nothing", (push, app) => (push.Driver, app.AppId, app.Key, app.Secret, app.Cluster) = (PushDriver.None, "", "", "", null), null },
    };

    [Theory]
    [MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public void Combination_works_or_the_sentence_names_the_setting(string title, Action<PushOptions, PusherOptions> change, string? named)
    {
        var push = new PushOptions { Driver = PushDriver.Pusher };
        var app = new PusherOptions { AppId = "3", Key = "278d425bdf160c739803", Secret = Secret, Cluster = "eu" };
        change(push, app);

        var result = new PusherOptionsValidator(Options.Create(push)).Validate(null, app);

        Assert.True(named is null == result.Succeeded, $"{title}: {result.FailureMessage}");
        if (named is not null)
        {
            Assert.Contains(named, result.FailureMessage, StringComparison.Ordinal);
            Assert.DoesNotContain(Secret, result.FailureMessage, StringComparison.Ordinal);
            Assert.All(result.Failures!, sentence => Assert.Matches(@"\APus[^\n]*set[^\n]*\.\z|\ABoth[^\n]*keep[^\n]*\.\z", sentence));
        }
    }

    [Fact]
    public void All_that_is_wrong_is_told_at_once()
    {
        var result = new PusherOptionsValidator(Options.Create(new PushOptions { Driver = PushDriver.Pusher })).Validate(null, new PusherOptions());

        Assert.Equal(4, result.Failures!.Count());
    }

    [Theory]
    [InlineData("eu", null, null, true, "https://api-eu.pusher.com/")]
    [InlineData("eu", null, null, false, "http://api-eu.pusher.com/")]
    [InlineData(null, "push.internal", 6001, false, "http://push.internal:6001/")]
    [InlineData(null, "push.internal", null, true, "https://push.internal/")]
    [InlineData(null, "::1", 6001, false, "http://[::1]:6001/")]
    public void Address_follows_from_cluster_or_host(string? cluster, string? host, int? port, bool tls, string expected) =>
        Assert.Equal(expected, new PusherOptions { Cluster = cluster, Host = host, Port = port, UseTls = tls }.ApiAddress().ToString());
}

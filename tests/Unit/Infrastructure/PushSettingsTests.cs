using Messaging.Application.Realtime;
using Messaging.Infrastructure.Realtime;
using Microsoft.Extensions.Options;
using Xunit;

namespace Messaging.Unit.Infrastructure;

/// <summary>The settings for browsers, for each configuration.</summary>
public sealed class PushSettingsTests
{
    private const string Secret = "never-told";
    private const string Local = "http://localhost:5080";

    public static TheoryData<string, PushDriver, string, Action<PusherOptions>, PushConfigView> Cases => new()
    {
        { "off", PushDriver.None, Local, _ => { }, new("none", "", null, null, 80, 443, false) },
        { "embedded", PushDriver.Embedded, Local, _ => { }, new("embedded", "key", null, "localhost", 5080, 443, false) },
        { "embedded, with TLS", PushDriver.Embedded, "https://chat.example.com", _ => { }, new("embedded", "key", null, "chat.example.com", 443, 443, true) },
        { "embedded, TLS on its own port", PushDriver.Embedded, "https://chat.example.com:8443", _ => { }, new("embedded", "key", null, "chat.example.com", 8443, 8443, true) },
        {
            "embedded, behind a proxy that hides TLS", PushDriver.Embedded, "http://chat.example.com",
            app => (app.ForceTls, app.WssPort) = (true, 443), new("embedded", "key", null, "chat.example.com", 80, 443, true)
        },
        {
            "embedded, elsewhere for browsers", PushDriver.Embedded, Local,
            app => (app.WsHost, app.WsPort) = ("push.example.com", 81), new("embedded", "key", null, "push.example.com", 81, 443, false)
        },
        { "cluster", PushDriver.Pusher, Local, app => app.Cluster = "eu", new("pusher", "key", "eu", null, 80, 443, true) },
        { "compatible server", PushDriver.Pusher, Local, app => app.Host = "push.internal", new("pusher", "key", null, "push.internal", 80, 443, true) },
        {
            "compatible server, own port", PushDriver.Pusher, Local,
            app => (app.Host, app.Port) = ("push.internal", 6001), new("pusher", "key", null, "push.internal", 80, 6001, true)
        },
        {
            "compatible server, without TLS", PushDriver.Pusher, Local,
            app => (app.Host, app.Port, app.UseTls) = ("push.internal", 6001, false), new("pusher", "key", null, "push.internal", 6001, 443, false)
        },
        {
            "compatible server, public name differs", PushDriver.Pusher, Local,
            app => (app.Host, app.WsHost, app.UseTls, app.ForceTls) = ("push.internal", "push.example.com", false, true), new("pusher", "key", null, "push.example.com", 80, 443, true)
        },
    };

    [Theory]
    [MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public void Browsers_are_told(string title, PushDriver driver, string origin, Action<PusherOptions> set, PushConfigView expected)
    {
        var app = new PusherOptions { AppId = "1", Key = "key", Secret = Secret };
        set(app);
        var told = new Messaging.Infrastructure.Realtime.PushSettings(Options.Create(new PushOptions { Driver = driver }), Options.Create(app)).Describe(new Uri(origin));

        Assert.Equal((title, expected), (title, told));
        Assert.DoesNotContain(Secret, told.ToString(), StringComparison.Ordinal);
    }
}

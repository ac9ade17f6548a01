using Messaging.Application.Realtime;
using Microsoft.Extensions.Options;

namespace Messaging.Infrastructure.Realtime;

/// <summary>Tells clients what the options say, and never the secret.</summary>
internal sealed class PushSettings(IOptions<PushOptions> push, IOptions<PusherOptions> pusher) : IPushSettings
{
    public bool IsOn => push.Value.Driver != PushDriver.None;

    public bool HasOtherNodes => push.Value.Nodes > 1;

    public bool ShowsMembers => push.Value.Driver == PushDriver.Pusher && !pusher.Value.HidesMembers;

    public PushConfigView Describe(Uri origin) => push.Value.Driver switch
    {
        PushDriver.None => new PushConfigView("none", "", Cluster: null, WsHost: null, WsPort: 80, WssPort: 443, ForceTls: false),
        PushDriver.Embedded => Embedded(pusher.Value, origin),
        _ => Channels(pusher.Value),
    };

    // The broker answers where the page came from; what is configured wins, for a proxy that hides it.
    private static PushConfigView Embedded(PusherOptions app, Uri origin)
    {
        var isTls = app.ForceTls ?? origin.Scheme == Uri.UriSchemeHttps;
        return new PushConfigView(
            "embedded", app.Key, Cluster: null, app.WsHost ?? origin.Host, app.WsPort ?? origin.Port, app.WssPort ?? (isTls ? origin.Port : 443), isTls);
    }

    private static PushConfigView Channels(PusherOptions app)
    {
        var isTls = app.ForceTls ?? app.UseTls;
        return new PushConfigView(
            "pusher", app.Key, app.Cluster, app.WsHost ?? app.Host,
            app.WsPort ?? (app.UseTls ? 80 : app.Port ?? 80),
            app.WssPort ?? (app.UseTls ? app.Port ?? 443 : 443),
            isTls);
    }
}

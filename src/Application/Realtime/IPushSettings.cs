using Messaging.Domain.Common;

namespace Messaging.Application.Realtime;

/// <summary>The push settings that clients may know.</summary>
public interface IPushSettings
{
    /// <summary>False when clients only poll.</summary>
    bool IsOn { get; }

    /// <summary>Describes how to connect.</summary>
    /// <param name="origin">The address under which the client reached the app: where the embedded broker is, too.</param>
    PushConfigView Describe(Uri origin);

    /// <summary>True when other nodes write into the same database: what they commit is not heard in this process.</summary>
    bool HasOtherNodes { get; }

    /// <summary>True when subscribers of a presence channel see who else is in it: what is signed is then all that can hide a member.</summary>
    bool ShowsMembers { get; }
}

/// <summary>How a client connects to the push service: the options of pusher-js.</summary>
/// <param name="Driver"><c>embedded</c>, <c>pusher</c> or <c>none</c> (poll only).</param>
/// <param name="Key">The app key; empty without push.</param>
/// <param name="Cluster">Pusher's cluster, or null when <paramref name="WsHost"/> says where to go.</param>
/// <param name="WsHost">Host of the WebSocket server, or null for Pusher's own.</param>
/// <param name="WsPort">Port without TLS.</param>
/// <param name="WssPort">Port with TLS.</param>
/// <param name="ForceTls">True when only TLS will do.</param>
/// <param name="AuthEndpoint">Where channels are authorised.</param>
/// <param name="UserAuthEndpoint">Where connections are signed in.</param>
public sealed record PushConfigView(
    string Driver,
    string Key,
    string? Cluster,
    string? WsHost,
    int WsPort,
    int WssPort,
    bool ForceTls,
    string AuthEndpoint = "/pusher/auth",
    string UserAuthEndpoint = "/pusher/user-auth");

internal static class PushSettingsExtensions
{
    /// <exception cref="RefusedException"><c>push_disabled</c>, 403.</exception>
    public static void RefuseWhenOff(this IPushSettings push)
    {
        if (!push.IsOn)
            throw new RefusedException(Refusal.Forbidden, "push_disabled", "Push is disabled. Poll /api/v1/sync instead.");
    }
}

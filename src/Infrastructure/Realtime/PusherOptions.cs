namespace Messaging.Infrastructure.Realtime;

/// <summary>
/// The Channels app: configuration section <c>Pusher</c>. With the embedded broker the first three
/// are made at the first start and kept beside the database, unless they are set.
/// </summary>
public sealed class PusherOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Pusher";

    public string AppId { get; set; } = "";

    /// <summary>Public: browsers get it from <c>/config</c>.</summary>
    public string Key { get; set; } = "";

    /// <summary>Signs calls, channel authorisations and webhooks. Never logged, never sent.</summary>
    public string Secret { get; set; } = "";

    /// <summary>During a key rotation: the key that webhooks may still be signed with.</summary>
    public string? PreviousKey { get; set; }

    /// <summary>The secret that belongs to <see cref="PreviousKey"/>.</summary>
    public string? PreviousSecret { get; set; }

    /// <summary>Pusher's cluster, for example <c>eu</c>. Either this or <see cref="Host"/>.</summary>
    public string? Cluster { get; set; }

    /// <summary>Host of a compatible server's HTTP API, without scheme or port.</summary>
    public string? Host { get; set; }

    /// <summary>Port of the HTTP API; by default 443 with TLS and 80 without.</summary>
    public int? Port { get; set; }

    /// <summary>Default true.</summary>
    public bool UseTls { get; set; } = true;

    /// <summary>How long one call may take, in milliseconds. Default 5,000.</summary>
    public int TimeoutMilliseconds { get; set; } = 5_000;

    /// <summary>How far a webhook's <c>time_ms</c> may be from this clock, in seconds. Default 600.</summary>
    public int WebhookWindowSeconds { get; set; } = 600;

    /// <summary>
    /// The public address that the push service posts webhooks to, for example
    /// <c>https://chat.example.com/webhooks/pusher</c>. Only <c>check-config</c> uses it, to see
    /// whether it can be reached.
    /// </summary>
    public string? WebhookUrl { get; set; }

    /// <summary>
    /// True when the server shows members of <c>presence-chat-</c> channels to nobody, as the broker of another process
    /// of this app does. Then subscriptions are signed with the user's id wherever that is needed to know who looks at
    /// a chat. Default false, which is right for Pusher and other servers.
    /// </summary>
    public bool HidesMembers { get; set; }

    /// <summary>The host for browsers, when it differs from the host of the HTTP API.</summary>
    public string? WsHost { get; set; }

    public int? WsPort { get; set; }

    public int? WssPort { get; set; }

    public bool? ForceTls { get; set; }

    /// <summary>Where the HTTP API is, without a path.</summary>
    internal Uri ApiAddress() => new UriBuilder(
        UseTls ? Uri.UriSchemeHttps : Uri.UriSchemeHttp,
        string.IsNullOrEmpty(Host) ? $"api-{Cluster}.pusher.com" : Host,
        Port ?? (UseTls ? 443 : 80)).Uri;
}

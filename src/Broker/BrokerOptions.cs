using System.ComponentModel.DataAnnotations;
using Messaging.Broker.Protocol;

namespace Messaging.Broker;

/// <summary>
/// The settings of the broker: configuration section <c>Broker</c>. All its numbers are here, with the defaults of
/// Pusher Channels where it has one. Credentials are in <see cref="PusherApp"/>.
/// </summary>
public sealed class BrokerOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Broker";

    /// <summary>False refuses every connection with 4003 and every API call with 403. Default true.</summary>
    public bool AppEnabled { get; set; } = true;

    /// <summary>True closes connections that came without TLS with 4000. Default false.</summary>
    public bool RequireTls { get; set; }

    /// <summary>
    /// Origins of pages that may connect beside those of the app's own host, as a list or with commas; other pages get 403 at
    /// the handshake. <c>https://*.example.com</c> is every name below <c>example.com</c>, <c>*</c> alone every origin. Clients
    /// without an <c>Origin</c> are no browsers and may connect. Default: those of <c>Cors:Origins</c>.
    /// </summary>
    public IReadOnlyList<string> AllowedOrigins { get; set; } = [];

    /// <summary>Connections above this are closed with 4100, after which clients back off and retry. Default 10,000.</summary>
    [Range(1, int.MaxValue)]
    public int MaxConnections { get; set; } = 10_000;

    /// <summary>Connections above this are closed with 4004, after which clients give up. 0, the default, is no quota.</summary>
    [Range(0, int.MaxValue)]
    public int ConnectionQuota { get; set; }

    /// <summary>
    /// The share of <see cref="MaxConnections"/>, in percent, that connections may hold before they are authorised. The
    /// rest is reserved for authorised ones. A new connection above the share replaces the oldest that is not authorised
    /// (close code 4100). Applies with <see cref="RequireAuthorizedConnections"/>. 1 to 100; default 20.
    /// </summary>
    [Range(1, 100)]
    public int MaxUnauthorizedPercent { get; set; } = 20;

    /// <summary>
    /// Connections from one address that are not authorised; a new one above this replaces the oldest of them (close
    /// code 4100). Applies with <see cref="RequireAuthorizedConnections"/>. 0 is no limit; default 100.
    /// </summary>
    [Range(0, int.MaxValue)]
    public int MaxUnauthorizedConnectionsPerAddress { get; set; } = 100;

    /// <summary>
    /// Connections from one IPv4 address or one IPv6 network (/64); more are closed with 4100. Behind a proxy that does
    /// not forward the address, all clients have the same one. 0 is no limit; default 2,000.
    /// </summary>
    [Range(0, int.MaxValue)]
    public int MaxConnectionsPerAddress { get; set; } = 2_000;

    /// <summary>Connections on which one user signed in or joined a presence channel; more are closed with 4004. 0 is no limit; default 50.</summary>
    [Range(0, int.MaxValue)]
    public int MaxConnectionsPerUser { get; set; } = 50;

    /// <summary>
    /// Whether clients may join channels that need no signature: public ones and <c>cache-</c>. Anyone who knows the key
    /// may make up their names. Default false.
    /// </summary>
    public bool PublicChannelsEnabled { get; set; }

    /// <summary>Channels that one connection may be in. Default 100.</summary>
    [Range(1, int.MaxValue)]
    public int MaxChannelsPerConnection { get; set; } = 100;

    /// <summary>Channels that exist at the same time. Default 100,000.</summary>
    [Range(1, int.MaxValue)]
    public int MaxChannels { get; set; } = 100_000;

    /// <summary>Told to clients in the handshake: they ping after so much silence. 1 or more; default 30 s.</summary>
    [Range(1, int.MaxValue)]
    public int ActivityTimeoutSeconds { get; set; } = 30;

    /// <summary>The server pings a connection that has been silent for this long. Default 30 s.</summary>
    [Range(1, int.MaxValue)]
    public int PingAfterSilenceSeconds { get; set; } = 30;

    /// <summary>
    /// A connection that says nothing for this long after the server's ping is closed with 4201.
    /// With the silence before it and the two looks a second apart it bounds the life of a dead peer. Default 20 s.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int PongTimeoutSeconds { get; set; } = 20;

    /// <summary>How long a closing connection may take to send its last frames and to answer the close. Default 5 s.</summary>
    [Range(1, int.MaxValue)]
    public int CloseTimeoutSeconds { get; set; } = 5;

    /// <summary>Closes at shutdown are spread over this time, so that clients do not come back all at once. Default 2,000 ms.</summary>
    [Range(0, int.MaxValue)]
    public int ShutdownSpreadMilliseconds { get; set; } = 2_000;

    /// <summary>
    /// Largest WebSocket message, over all its fragments; above it the close code is 1009. The default
    /// of 65,536 bytes holds a full client event even if each of its bytes is escaped.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int MaxMessageBytes { get; set; } = 65_536;

    /// <summary>Bytes that may wait for one connection; a consumer slower than that is closed with 4100. Default 1 MiB.</summary>
    [Range(1, int.MaxValue)]
    public int MaxOutgoingBytes { get; set; } = 1_048_576;

    /// <summary>Largest body of an HTTP API call. Default 1 MiB.</summary>
    [Range(1, int.MaxValue)]
    public int MaxRequestBytes { get; set; } = 1_048_576;

    /// <summary>Largest <c>data</c> of an event, in bytes of UTF-8. Default 10,240.</summary>
    [Range(1, int.MaxValue)]
    public int MaxEventDataBytes { get; set; } = ChannelsLimits.Default.EventDataBytes;

    /// <summary>Longest event name, in characters. Default 200.</summary>
    [Range(1, int.MaxValue)]
    public int MaxEventNameLength { get; set; } = ChannelsLimits.Default.EventNameLength;

    /// <summary>Longest channel name with its prefix, in characters. Default 164.</summary>
    [Range(1, int.MaxValue)]
    public int MaxChannelNameLength { get; set; } = ChannelsLimits.Default.ChannelNameLength;

    /// <summary>Channels in one call of <c>POST events</c>. Default 100.</summary>
    [Range(1, int.MaxValue)]
    public int MaxChannelsPerEvent { get; set; } = ChannelsLimits.Default.ChannelsPerEvent;

    /// <summary>Events in one call of <c>POST batch_events</c>. Default 10.</summary>
    [Range(1, int.MaxValue)]
    public int MaxEventsPerBatch { get; set; } = ChannelsLimits.Default.EventsPerCall;

    /// <summary>How far the timestamp of an API call may be from the server's clock, either way. Default 600 s.</summary>
    [Range(1, int.MaxValue)]
    public int TimestampWindowSeconds { get; set; } = 600;

    /// <summary>Distinct users in a presence channel. Default 100.</summary>
    [Range(1, int.MaxValue)]
    public int MaxPresenceMembers { get; set; } = 100;

    /// <summary>Longest user id, in characters. Default 128.</summary>
    [Range(1, int.MaxValue)]
    public int MaxUserIdLength { get; set; } = ChannelsLimits.Default.UserIdLength;

    /// <summary>Largest <c>user_info</c>, in bytes of UTF-8. Default 1,024.</summary>
    [Range(1, int.MaxValue)]
    public int MaxUserInfoBytes { get; set; } = 1_024;

    /// <summary>User ids of a watchlist that are used; more are cut off with the error 4302. Default 100.</summary>
    [Range(1, int.MaxValue)]
    public int MaxWatchlistLength { get; set; } = 100;

    /// <summary>
    /// Whether clients may send <c>client-</c> events. Channels with one of <see cref="PusherApp.ServerOnlyPrefixes"/>
    /// never take them. Default false.
    /// </summary>
    public bool ClientEventsEnabled { get; set; }

    /// <summary>Client events of one connection in any second; more are refused with the error 4301. Default 10.</summary>
    [Range(1, int.MaxValue)]
    public int ClientEventsPerSecond { get; set; } = 10;

    /// <summary>Whether subscribers of other than presence channels are told how many they are. Default true.</summary>
    public bool SubscriptionCountsEnabled { get; set; } = true;

    /// <summary>Up to so many subscribers each change is told at once. Default 100.</summary>
    [Range(0, int.MaxValue)]
    public int SubscriptionCountAtOnceUpTo { get; set; } = 100;

    /// <summary>Above that, changes are told together this often. Default 5 s.</summary>
    [Range(1, int.MaxValue)]
    public int SubscriptionCountIntervalSeconds { get; set; } = 5;

    /// <summary>True closes connections with 4009 that neither sign in nor join a private or presence channel in time. Default true.</summary>
    public bool RequireAuthorizedConnections { get; set; } = true;

    /// <summary>The time that a connection has to become authorised. Default 10 s.</summary>
    [Range(1, int.MaxValue)]
    public int AuthorizationTimeoutSeconds { get; set; } = 10;

    /// <summary>How long a cache channel keeps its last event. Default 1,800 s.</summary>
    [Range(1, int.MaxValue)]
    public int CacheSeconds { get; set; } = 1_800;

    /// <summary>Events kept for cache channels; when full, the one nearest its end goes first. Default 10,000.</summary>
    [Range(0, int.MaxValue)]
    public int MaxCachedEvents { get; set; } = 10_000;

    /// <summary>HTTP addresses that get webhooks, all of them the same. Default none.</summary>
    public IList<string> WebhookUrls { get; } = [];

    /// <summary>How long <c>channel_vacated</c> and <c>member_removed</c> wait for a return. Default 3,000 ms.</summary>
    [Range(0, int.MaxValue)]
    public int LeaveDelayMilliseconds { get; set; } = 3_000;

    /// <summary>Events in one webhook, all of which happened within one second; 1 switches batching off. Default 100.</summary>
    [Range(1, int.MaxValue)]
    public int MaxEventsPerWebhook { get; set; } = 100;

    /// <summary>Events that may wait for one receiver of webhooks; when full, the oldest go first. Default 10,000.</summary>
    [Range(1, int.MaxValue)]
    public int MaxWaitingWebhookEvents { get; set; } = 10_000;

    /// <summary>The time a receiver has to answer. Default 10 s.</summary>
    [Range(1, int.MaxValue)]
    public int WebhookTimeoutSeconds { get; set; } = 10;

    /// <summary>The pause before the first retry; it doubles with each. Default 1,000 ms.</summary>
    [Range(1, int.MaxValue)]
    public int WebhookRetryMilliseconds { get; set; } = 1_000;

    /// <summary>The longest pause between retries. Default 60 s.</summary>
    [Range(1, int.MaxValue)]
    public int WebhookMaxRetrySeconds { get; set; } = 60;

    /// <summary>A webhook event that was not taken within this time after it happened is given up. Default 300 s.</summary>
    [Range(0, int.MaxValue)]
    public int WebhookGiveUpSeconds { get; set; } = 300;

    /// <summary>Those of these settings that the rules of the protocol need.</summary>
    internal ChannelsLimits Limits() => new()
    {
        EventsPerCall = MaxEventsPerBatch,
        ChannelsPerEvent = MaxChannelsPerEvent,
        EventNameLength = MaxEventNameLength,
        EventDataBytes = MaxEventDataBytes,
        ChannelNameLength = MaxChannelNameLength,
        UserIdLength = MaxUserIdLength,
    };
}

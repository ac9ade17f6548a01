namespace Messaging.Broker.Protocol;

/// <summary>
/// Why the server closes a connection. The code decides how pusher-js reacts: after 4001–4099 it
/// gives up for good, after 4100–4199 and everything below 4000 it reconnects after a second, and after 4200–4299 at once.
/// 43xx also end it for good, so they are never used to close.
/// </summary>
/// <remarks>Source: Pusher Channels WebSocket protocol, "Error codes".</remarks>
internal enum CloseCode
{
    Normal = 1000,
    BinaryNotSupported = 1003,
    MessageTooBig = 1009,
    InternalError = 1011,
    TlsOnly = 4000,
    UnknownApp = 4001,
    AppDisabled = 4003,
    OverQuota = 4004,
    PathNotFound = 4005,
    BadVersion = 4006,
    UnsupportedProtocol = 4007,
    NoProtocol = 4008,
    Unauthorized = 4009,
    OverCapacity = 4100,
    Reconnect = 4200,
    NoPong = 4201,
}

/// <summary>Codes of <c>pusher:error</c> frames that leave the connection open.</summary>
internal static class ErrorCode
{
    public const int ClientEventRate = 4301;
    public const int WatchlistTooLong = 4302;
}

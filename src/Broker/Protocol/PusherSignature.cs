using System.Security.Cryptography;
using System.Text;

namespace Messaging.Broker.Protocol;

/// <summary>
/// The signatures of the Channels protocol, for the client (HTTP API, authorisation, webhooks) and
/// for the embedded broker alike.
/// </summary>
/// <remarks>
/// Source: Pusher Channels documentation, "Authentication signatures" and "HTTP API reference".
/// All are lower-case hex HMAC-SHA256 with the app's secret.
/// </remarks>
public static class PusherSignature
{
    /// <summary>Signs a subscription: <c>socket_id:channel[:channel_data]</c>.</summary>
    /// <param name="secret">The app's secret.</param>
    /// <param name="socketId">As the server gave it, <c>\d+\.\d+</c>. Validate it first: a colon smuggled in signs something else.</param>
    /// <param name="channel">The channel's name, validated likewise.</param>
    /// <param name="channelData">The exact JSON text that the client will send, or null.</param>
    public static string ForChannel(string secret, string socketId, string channel, string? channelData = null) =>
        Hex(secret, channelData is null ? $"{socketId}:{channel}" : $"{socketId}:{channel}:{channelData}");

    /// <summary>Signs a sign-in: <c>socket_id::user::user_data</c>.</summary>
    public static string ForUser(string secret, string socketId, string userData) =>
        Hex(secret, $"{socketId}::user::{userData}");

    /// <summary>Signs an HTTP API call: method, path and the sorted query, without <c>auth_signature</c>.</summary>
    /// <param name="secret">The app's secret.</param>
    /// <param name="method">GET or POST.</param>
    /// <param name="path">From the first slash, without query, as sent.</param>
    /// <param name="query">All parameters, values not URL-escaped.</param>
    public static string ForRequest(string secret, string method, string path, IEnumerable<KeyValuePair<string, string>> query)
    {
        var pairs = query
            .Select(pair => (Key: pair.Key.ToLowerInvariant(), pair.Value))
            .Where(pair => pair.Key != "auth_signature")
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => $"{pair.Key}={pair.Value}");
        return Hex(secret, $"{method.ToUpperInvariant()}\n{path}\n{string.Join('&', pairs)}");
    }

    /// <summary>Signs a webhook: the raw bytes of the body, never a re-serialised object.</summary>
    public static string ForWebhook(string secret, ReadOnlySpan<byte> body) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));

    /// <summary>The <c>body_md5</c> parameter: lower-case hex MD5 of the exact bytes that are sent.</summary>
    public static string BodyMd5(ReadOnlySpan<byte> body) => Convert.ToHexStringLower(MD5.HashData(body));

    /// <summary>Compares two signatures without telling by the time taken where they differ.</summary>
    public static bool AreEqual(string expected, string? actual) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(actual ?? ""));

    private static string Hex(string secret, string text) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text)));
}

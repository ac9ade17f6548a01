using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Messaging.Integration.Support;

/// <summary>
/// Checks a call as the documentation describes it, from the raw request target and written apart
/// from the app's own code, so that a mistake there is not repeated here.
/// </summary>
internal static class FakeSignature
{
    private const long WindowSeconds = 600;

    public static async Task<byte[]> ReadBodyAsync(HttpRequest request)
    {
        using var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer);
        return buffer.ToArray();
    }

    /// <returns>What Pusher would say to a bad call (it quotes what it expected), or null.</returns>
    public static string? Problem(HttpContext context, byte[] body, DateTimeOffset now)
    {
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var split = target.IndexOf('?', StringComparison.Ordinal);
        if (split < 0)
            return "auth_key is missing";

        var query = target[(split + 1)..].Split('&')
            .Select(pair => pair.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair[1]), StringComparer.Ordinal);
        if (query.GetValueOrDefault("auth_key") != FakeChannels.Key)
            return "Unknown auth_key";
        if (query.GetValueOrDefault("auth_version") != "1.0")
            return "Unknown auth_version";
        if (!long.TryParse(query.GetValueOrDefault("auth_timestamp"), CultureInfo.InvariantCulture, out var timestamp)
            || Math.Abs(now.ToUnixTimeSeconds() - timestamp) > WindowSeconds)
            return $"Timestamp expired: given timestamp must be within {WindowSeconds} s of the server's";
        if (body.Length > 0 && query.GetValueOrDefault("body_md5") != Hex(MD5.HashData(body)))
            return "Invalid body_md5";

        var signature = query.GetValueOrDefault("auth_signature");
        query.Remove("auth_signature");
        var signed = string.Join('&', query.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"));
        var text = $"{context.Request.Method}\n{target[..split]}\n{signed}";
        var expected = Hex(HMACSHA256.HashData(Encoding.UTF8.GetBytes(FakeChannels.Secret), Encoding.UTF8.GetBytes(text)));
        return signature == expected
            ? null
            : $"Invalid signature: you should have sent HmacSHA256Hex({text}, your_secret_key) with {FakeChannels.Secret}, but you sent {signature}";
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}

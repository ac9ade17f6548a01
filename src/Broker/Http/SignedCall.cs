using System.Globalization;
using Messaging.Broker.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Messaging.Broker.Http;

/// <summary>Checks the signature of a call to the HTTP API over exactly the bytes that came.</summary>
/// <remarks>Source: Pusher Channels documentation, "HTTP API reference", "Authentication".</remarks>
internal static class SignedCall
{
    /// <summary>Looks for the first fault in the credentials of a call.</summary>
    /// <returns>Null when the call comes from the app's server.</returns>
    public static Fault? Check(HttpRequest request, ReadOnlySpan<byte> body, PusherApp app, BrokerOptions options, TimeProvider time)
    {
        var query = request.Query;
        if (app.Secret.Length == 0 || !PusherSignature.AreEqual(app.Key, query["auth_key"])) return new(401, "Unknown auth_key");
        if (query["auth_version"] != "1.0") return new(401, "auth_version has to be 1.0");
        if (!long.TryParse(query["auth_timestamp"], NumberStyles.None, CultureInfo.InvariantCulture, out var timestamp))
            return new(401, "auth_timestamp has to be seconds since 1970");

        // Compared before subtracting: a made-up timestamp may be any number.
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        if (timestamp < now - options.TimestampWindowSeconds || timestamp > now + options.TimestampWindowSeconds)
            return new(401, $"Timestamp expired: it is not within {options.TimestampWindowSeconds}s of the server's time");

        string? md5 = query["body_md5"];
        if ((body.Length > 0 || md5 is not null) && !PusherSignature.AreEqual(PusherSignature.BodyMd5(body), md5))
            return new(401, "body_md5 is not the MD5 of the body");
        return IsSigned(request, app.Secret) ? null : new(401, "Invalid signature");
    }

    private static bool IsSigned(HttpRequest request, string secret)
    {
        var parameters = request.Query.Select(pair => KeyValuePair.Create(pair.Key, pair.Value.ToString())).ToArray();
        var path = PathAsSent(request);
        if (Matches(path)) return true;

        // Under a path base the caller may sign its own view, which begins at /apps.
        var pathBase = request.PathBase.Value ?? "";
        return pathBase.Length > 0 && path.StartsWith(pathBase, StringComparison.OrdinalIgnoreCase) && Matches(path[pathBase.Length..]);

        bool Matches(string candidate) => PusherSignature.AreEqual(
            PusherSignature.ForRequest(secret, request.Method, candidate, parameters), request.Query["auth_signature"]);
    }

    /// <summary>The path of the request line, still escaped; what routing made of it may be other characters.</summary>
    private static string PathAsSent(HttpRequest request)
    {
        var target = request.HttpContext.Features.Get<IHttpRequestFeature>()?.RawTarget;
        return target is ['/', ..] ? target.Split('?', 2)[0] : request.PathBase + request.Path;
    }
}

using System.Globalization;
using System.Net.Http.Headers;
using Messaging.Broker.Protocol;

namespace Messaging.Infrastructure.Realtime.Pusher;

/// <summary>Makes a signed call to the Channels HTTP API, relative to its address.</summary>
/// <remarks>
/// Source: Pusher Channels documentation, "HTTP API reference", authentication. The signature
/// covers the values as they are, the address carries them escaped; the body is hashed as the bytes
/// that are sent.
/// </remarks>
internal static class SignedRequest
{
    /// <param name="app">The app whose key and secret are used.</param>
    /// <param name="now">The service accepts it for 600 s around this time.</param>
    /// <param name="method">GET or POST.</param>
    /// <param name="path">Below <c>/apps/{id}</c>, already validated: it is signed as it is sent.</param>
    /// <param name="query">Further parameters.</param>
    /// <param name="body">JSON, or null.</param>
    public static HttpRequestMessage Create(
        PusherOptions app,
        DateTimeOffset now,
        HttpMethod method,
        string path,
        IEnumerable<KeyValuePair<string, string>>? query = null,
        byte[]? body = null)
    {
        var fullPath = $"/apps/{app.AppId}{path}";
        var parameters = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["auth_key"] = app.Key,
            ["auth_timestamp"] = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            ["auth_version"] = "1.0",
        };
        foreach (var (key, value) in query ?? [])
            parameters[key] = value;
        if (body is { Length: > 0 })
            parameters["body_md5"] = PusherSignature.BodyMd5(body);
        parameters["auth_signature"] = PusherSignature.ForRequest(app.Secret, method.Method, fullPath, parameters);

        var escaped = parameters.Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}");
        var request = new HttpRequestMessage(method, new Uri($"{fullPath}?{string.Join('&', escaped)}", UriKind.Relative));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        return request;
    }
}

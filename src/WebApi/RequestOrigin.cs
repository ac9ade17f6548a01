namespace Messaging.WebApi;

/// <summary>Where a client believes the app to be.</summary>
internal static class RequestOrigin
{
    // HTTP/1.0 needs no Host header, and some that it allows are no address.
    private static readonly Uri Unknown = new("http://localhost");

    /// <summary>Scheme, host and port under which the client reached the app.</summary>
    public static Uri Origin(this HttpRequest request) =>
        Uri.TryCreate($"{request.Scheme}://{request.Host}", UriKind.Absolute, out var origin) ? origin : Unknown;
}

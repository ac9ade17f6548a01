using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Messaging.Broker.Sockets;

/// <summary>
/// Decides which pages may connect: the app's own, and those of <see cref="BrokerOptions.AllowedOrigins"/>. A client that
/// sends no <c>Origin</c> is no browser.
/// </summary>
internal sealed partial class PageOrigins(IOptions<BrokerOptions> options, ILogger<PageOrigins> logger)
{
    private const int MaxLogged = 100;
    private const int MaxLoggedLength = 300;

    private readonly OriginList _listed = new(options.Value.AllowedOrigins);
    private readonly ConcurrentDictionary<string, bool> _logged = new(StringComparer.Ordinal);

    public bool MayConnect(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        if (origin.Length == 0 || IsOwn(request, origin) || _listed.Contains(origin)) return true;
        // Once for each, and not for ever: anybody may make origins up.
        if (origin.Length <= MaxLoggedLength && _logged.Count < MaxLogged && _logged.TryAdd(origin, true))
            LogRefused(origin);
        return false;
    }

    // The scheme is not compared: behind a proxy that does not forward it, it would never match.
    private static bool IsOwn(HttpRequest request, string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var page)
        && Uri.TryCreate($"{page.Scheme}://{request.Host}", UriKind.Absolute, out var own)
        && page.Port == own.Port
        && page.Host.Equals(own.Host, StringComparison.OrdinalIgnoreCase);

    [LoggerMessage(3104, LogLevel.Warning, "A page of {Origin} may not connect: if it is yours, add it to Broker:AllowedOrigins")]
    private partial void LogRefused(string origin);
}

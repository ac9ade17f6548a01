using Messaging.Application.Realtime;

namespace Messaging.WebApi.Security;

/// <summary>Adds the security headers to every answer.</summary>
internal static class SecurityHeaders
{
    // An answer of the API is data, whatever a browser takes it for.
    private const string DataPolicy = "default-src 'none'; frame-ancestors 'none'";

    // Tools for developers and admins that bring inline scripts of their own.
    private static readonly PathString[] PagesWithScripts = ["/swagger", AdminPages.DashboardPath, "/broker"];

    public static void UseSecurityHeaders(this WebApplication app)
    {
        var push = app.Services.GetRequiredService<IPushSettings>();
        app.Use((http, next) =>
        {
            // At the last moment, because the error handler takes away what was set before it.
            http.Response.OnStarting(() =>
            {
                Write(http, push);
                return Task.CompletedTask;
            });
            return next(http);
        });
    }

    private static void Write(HttpContext http, IPushSettings push)
    {
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers.XFrameOptions = "DENY";
        if (http.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) || (http.Response.StatusCode >= 400 && !IsPage(http.Response)))
            headers.ContentSecurityPolicy = DataPolicy;
        else if (!Array.Exists(PagesWithScripts, page => http.Request.Path.StartsWithSegments(page, StringComparison.OrdinalIgnoreCase)))
            headers.ContentSecurityPolicy = PagePolicy(push.IsOn ? push.Describe(http.Request.Origin()) : null);
    }

    // Refusals are problems, but for an address that is unknown and a form that is sent again.
    private static bool IsPage(HttpResponse response) => response.ContentType?.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>The page may talk to this app and to the push service, and to nobody else.</summary>
    /// <param name="push">Where the push service is; null where push is off.</param>
    internal static string PagePolicy(PushConfigView? push) =>
        $"default-src 'self'; connect-src {string.Join(' ', ["'self'", .. PushOrigins(push)])}; img-src 'self' data: blob: https:; style-src 'self'; script-src 'self'; "
        + "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private static IEnumerable<string> PushOrigins(PushConfigView? push)
    {
        if (push is null) yield break;

        var host = push.WsHost ?? $"ws-{push.Cluster}.pusher.com";
        yield return $"wss://{host}:{push.WssPort}";
        if (!push.ForceTls) yield return $"ws://{host}:{push.WsPort}";
    }
}

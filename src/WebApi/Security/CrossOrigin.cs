using Messaging.Broker;
using Messaging.Infrastructure;
using Microsoft.Net.Http.Headers;

namespace Messaging.WebApi.Security;

/// <summary>
/// Lets the pages of other origins use the API, the channel authorisation and the embedded broker: setting <c>Cors:Origins</c>, by default none.
/// Credentials of the browser are never allowed, because the API takes its token from a header and knows no cookie.
/// </summary>
internal static class CrossOrigin
{
    private const string Setting = "Cors:Origins";

    // Chromium keeps an answer no longer.
    private static readonly TimeSpan PreflightAge = TimeSpan.FromHours(2);

    private static readonly PathString[] Open = ["/api", "/pusher"];

    /// <summary>The response headers that scripts may read. Clients take the difference of the clocks from <c>Date</c>.</summary>
    private static readonly string[] Exposed =
        [HeaderNames.ETag, HeaderNames.RetryAfter, HeaderNames.Location, HeaderNames.Date, "Idempotent-Replayed"];

    /// <exception cref="StartRefusedException">An entry is no origin.</exception>
    public static void AddCrossOrigin(this IServiceCollection services, IConfiguration configuration)
    {
        var entries = OriginList.Read(configuration.GetSection(Setting));
        var flaws = OriginList.Flaws(Setting, entries).ToArray();
        if (flaws.Length > 0) throw new StartRefusedException(string.Join('\n', flaws));

        services.AddCors();
        services.AddSingleton(new OriginList(entries));
        services.PostConfigure<BrokerOptions>(broker =>
        {
            if (broker.AllowedOrigins.Count == 0) broker.AllowedOrigins = entries;
        });
    }

    /// <summary>Stands before all that answers: an error is readable as well, and a preflight needs no token and costs nothing.</summary>
    public static void UseCrossOrigin(this WebApplication app)
    {
        var origins = app.Services.GetRequiredService<OriginList>();
        if (origins.IsEmpty) return;

        app.UseWhen(
            http => Array.Exists(Open, path => http.Request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase)),
            api =>
            {
                api.Use((http, next) =>
                {
                    http.Response.OnStarting(() => VaryAsync(http.Response.Headers));
                    return next(http);
                });
                api.UseCors(policy =>
                {
                    if (origins.AllowsAny) policy.AllowAnyOrigin();
                    else policy.SetIsOriginAllowed(origins.Contains);
                    policy.AllowAnyMethod().AllowAnyHeader().WithExposedHeaders(Exposed).SetPreflightMaxAge(PreflightAge);
                });
            });
    }

    /// <summary>Also where no origin was given, or a cache would keep that answer for pages of an origin that may read it.</summary>
    private static Task VaryAsync(IHeaderDictionary headers)
    {
        if (!headers.Vary.Contains(HeaderNames.Origin)) headers.Append(HeaderNames.Vary, HeaderNames.Origin);
        return Task.CompletedTask;
    }
}

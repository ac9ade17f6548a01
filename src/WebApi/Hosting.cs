using Messaging.Broker;
using Messaging.Infrastructure.Jobs;
using Messaging.Infrastructure.Realtime;
using Messaging.WebApi.Endpoints;
using Microsoft.Extensions.Options;

namespace Messaging.WebApi;

/// <summary>Everything that is served beside the API: the web client and the push service.</summary>
internal static class Hosting
{
    private const string NoClient =
        "The API is running, but the web client was not built. Install Node.js 20.19 or newer and build again: dotnet build src/WebApi\n"
        + "Until then: /swagger for the API.\n";

    /// <summary>
    /// Scripts and styles are sent compressed, over TLS as well: they hold no secret. Answers of the API are not: they
    /// hold secrets beside what a stranger may choose, and their length would tell (BREACH).
    /// </summary>
    public static void AddClientApp(this IServiceCollection services) => services.AddResponseCompression(compression =>
    {
        compression.EnableForHttps = true;
        compression.MimeTypes = ["text/javascript", "text/css", "image/svg+xml"];
    });

    // Modules are loaded from other origins only where these allow it. The files hold nothing but code.
    private static readonly PathString[] ForAllOrigins = ["/assets", "/widget.js"];

    /// <summary>
    /// Files of the web client and the widget. Where their names carry a hash, browsers may keep them for ever; the page
    /// itself and the widget not without asking.
    /// </summary>
    public static void UseClientApp(this WebApplication app)
    {
        app.UseResponseCompression();
        app.UseStaticFiles(new StaticFileOptions
        {
            OnPrepareResponse = file =>
            {
                var (path, headers) = (file.Context.Request.Path, file.Context.Response.Headers);
                headers.CacheControl = path.StartsWithSegments("/assets", StringComparison.Ordinal) ? "public, max-age=31536000, immutable" : "no-cache";
                if (Array.Exists(ForAllOrigins, open => path.StartsWithSegments(open, StringComparison.Ordinal))) headers.AccessControlAllowOrigin = "*";
            },
        });
    }

    // Asked by programs, whatever they accept.
    private static readonly PathString[] ForPrograms = ["/api", "/app", "/apps", "/assets", "/pusher", "/webhooks"];

    /// <summary>
    /// 404, whoever asks. Somebody who has opened an address in a browser gets it as the page, which says so and leads back
    /// to the conversations; programs get a problem.
    /// </summary>
    public static async Task AnswerUnknownAddressAsync(this HttpContext http)
    {
        var (request, response) = (http.Request, http.Response);
        response.StatusCode = StatusCodes.Status404NotFound;
        var isOpened = HttpMethods.IsGet(request.Method) && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
            && !Path.HasExtension(request.Path) && !Array.Exists(ForPrograms, prefix => request.Path.StartsWithSegments(prefix, StringComparison.OrdinalIgnoreCase));
        var page = http.RequestServices.GetRequiredService<IWebHostEnvironment>().WebRootFileProvider.GetFileInfo("index.html");
        if (!isOpened || !page.Exists) return;

        response.ContentType = "text/html";
        response.Headers.CacheControl = "no-cache";
        await response.SendFileAsync(page, http.RequestAborted);
    }

    /// <summary>
    /// The page, at the addresses that the client knows (ClientApp/src/app/browser/router.ts) and at no other: a mistyped address,
    /// a probe and a scanner get 404, and not 200 with a page that says nothing to them.
    /// </summary>
    public static void MapClientApp(this WebApplication app)
    {
        var page = new StaticFileOptions { OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = "no-cache" };
        string[] addresses = app.Environment.WebRootFileProvider.GetFileInfo("index.html").Exists ? ["/", "/c/{conversationId:nonfile}"] : [];
        foreach (var address in addresses)
            app.MapFallbackToFile(address, "index.html", page).AllowAnonymous().DisableRateLimiting().WithSummary("The web client");
        if (addresses.Length == 0)
            app.MapGet("/", () => NoClient).AllowAnonymous().DisableRateLimiting().WithSummary("How to get the web client").ExcludeFromDescription();
    }

    /// <summary>Channel authorisation where pusher-js looks for it, the broker where it runs here, and the recurring jobs.</summary>
    public static void MapRealtime(this WebApplication app)
    {
        app.MapPusherAuth().ExcludeFromDescription();
        app.MapWebhooks();
        if (app.Services.GetRequiredService<IOptions<PushOptions>>().Value.Driver == PushDriver.Embedded)
            app.MapPusherBroker().DisableRateLimiting();
        app.Lifetime.ApplicationStarted.Register(app.Services.ScheduleRecurringJobs);
    }
}

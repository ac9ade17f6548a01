using Messaging.Domain.Common;
using Messaging.Infrastructure;

namespace Messaging.WebApi;

/// <summary>
/// The app answers at the root of its host and nowhere below it: the page, the API, the channel authorisation and the push service
/// have fixed addresses. Where a path base is asked for, this is said instead of serving a page that cannot work.
/// </summary>
internal static class PathBase
{
    public const string Sentence = "The app runs at the root of a host name only, not below a path. Give it a host name of its own, for example chat.example.com.";

    /// <exception cref="StartRefusedException">A path base is set, or an address to listen to has a path.</exception>
    public static void RefusePathBase(this IConfiguration configuration)
    {
        if (configuration["PathBase"] is { } pathBase && pathBase.Trim('/').Length > 0)
            throw new StartRefusedException($"PathBase is {pathBase}. {Sentence}");

        var addresses = (configuration["urls"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (Array.Find(addresses, HasPath) is { } below)
            throw new StartRefusedException($"The address {below} has a path. {Sentence}");
    }

    private static bool HasPath(string address)
    {
        try
        {
            return BindingAddress.Parse(address).PathBase.Length > 0;
        }
        catch (FormatException exception)
        {
            throw new StartRefusedException($"The address {address} cannot be read ({exception.Message}). Set ASPNETCORE_URLS to addresses like http://localhost:5080.", exception);
        }
    }

    /// <summary>A proxy that serves the app below a path says so in this header.</summary>
    public static void RefusePathBase(this WebApplication app) => app.Use((http, next) =>
        http.Request.Headers["X-Forwarded-Prefix"].ToString().Trim('/').Length == 0
            ? next(http)
            : throw new RefusedException(Refusal.Malformed, "path_base_unsupported", Sentence));
}

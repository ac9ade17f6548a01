namespace Messaging.WebApi.Security;

/// <summary>Registers who may call what, and how often.</summary>
internal static class SecurityRegistration
{
    /// <summary>Longest body of a request, in bytes: the longest message, escaped, with room. The broker's HTTP API has a limit of its own.</summary>
    private const long MaxRequestBytes = 512 * 1024;

    public static void AddSecurity(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddPolicies();
        services.AddRateLimits(configuration);
        services.AddCrossOrigin(configuration);
        services.Configure<Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxRequestBytes;
        });
    }

    public static void UseSecurity(this WebApplication app)
    {
        app.UseRouting();
        // Answers of routing itself need no permission: the policy for endpoints that state none would
        // make 401 of 404 (no endpoint), 405 and 415 (endpoints of routing's own, which carry no metadata).
        app.Use((http, next) => http.GetEndpoint() switch
        {
            null => http.AnswerUnknownAddressAsync(),
            { Metadata.Count: 0, RequestDelegate: { } answer } => answer(http),
            _ => next(http),
        });
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
    }
}

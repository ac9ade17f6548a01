using Messaging.Application;
using Messaging.Infrastructure;
using Messaging.Infrastructure.Jobs;
using Messaging.Infrastructure.Persistence;
using Messaging.WebApi.Endpoints;
using Messaging.WebApi.Errors;
using Messaging.WebApi.Observability;
using Messaging.WebApi.OpenApi;
using Messaging.WebApi.Security;
using Microsoft.Extensions.Options;

namespace Messaging.WebApi;

/// <summary>Puts the app together, and starts it.</summary>
internal static class MessagingApp
{
    /// <summary>Opens and listens to nothing, so commands can use its parts, and tests can look at what it would serve.</summary>
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(AppHome.Options(args));
        builder.Configuration.RefusePathBase();
        builder.ListenByDefault();
        builder.AddObservability();
        builder.Services.AddApplication();
        builder.Services.AddInfrastructure(builder.Configuration, builder.Environment.IsDevelopment());
        builder.Services.AddErrors();
        builder.Services.AddSecurity(builder.Configuration);
        builder.Services.AddApiDocument();
        builder.Services.AddClientApp();

        var app = builder.Build();
        app.UseSecurityHeaders();
        app.UseRequestLog();
        app.UseErrors();
        app.UseCrossOrigin();
        app.UseUniformHeaders();
        app.RefusePathBase();
        app.UseClientApp();
        app.UseApiPages();
        app.UseSecurity();

        app.MapApi();
        app.MapApiDocument();
        app.MapOperations();
        app.MapRealtime();
        app.MapClientApp();
        return app;
    }

    /// <returns>The app, which listens.</returns>
    public static async Task<WebApplication> StartAsync(string[] args)
    {
        var app = Build(args);
        // Before anything is made or changed. The host would do it later.
        app.Services.GetRequiredService<IStartupValidator>().Validate();
        await app.Services.PrepareDatabaseAsync(cancellationToken: app.Lifetime.ApplicationStopping);
        app.Services.PrepareJobStorage();
        app.MapJobsDashboard();
        await app.Services.LoadKeysAsync(app.Lifetime.ApplicationStopping);
        await app.AddSamplesAsync();
        app.AnnounceAddresses();
        using var waiting = app.Logger.WaitsFor("its background services and its addresses");
        try
        {
            await app.StartAsync();
            return app;
        }
        catch
        {
            // Services that have started are stopped.
            await app.DisposeAsync();
            throw;
        }
    }
}

using Messaging.Application;
using Messaging.Infrastructure;
using Messaging.WebApi.Endpoints;
using Messaging.WebApi.Errors;
using Messaging.WebApi.Observability;
using Messaging.WebApi.OpenApi;
using Messaging.WebApi.Security;

namespace Messaging.WebApi;

/// <summary>Puts the app together. Nothing is opened or listened to before it runs, so tests can look at what it would serve.</summary>
internal static class MessagingApp
{
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
}

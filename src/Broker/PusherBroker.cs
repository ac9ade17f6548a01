using Messaging.Broker.Core;
using Messaging.Broker.Debugging;
using Messaging.Broker.Events;
using Messaging.Broker.Http;
using Messaging.Broker.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Messaging.Broker;

/// <summary>
/// The Pusher-protocol server inside an ASP.NET Core app, for one node.
/// </summary>
public static class PusherBroker
{
    /// <summary>Adds the broker, its settings from section <c>Broker</c>, and <see cref="BrokerPublisher"/>.</summary>
    /// <param name="services">The services of the app.</param>
    /// <param name="configureApp">Sets the id, key and secret, without which the app does not start. May be done elsewhere.</param>
    /// <param name="configure">Sets other values than those of the configuration.</param>
    public static IServiceCollection AddPusherBroker(
        this IServiceCollection services, Action<PusherApp>? configureApp = null, Action<BrokerOptions>? configure = null)
    {
        services.AddOptions<PusherApp>()
            .Configure(app => configureApp?.Invoke(app))
            .Validate(
                app => app is { AppId.Length: > 0, Key.Length: > 0, Secret.Length: > 0 },
                "The broker has no app: set AppId, Key and Secret of PusherApp, for example in AddPusherBroker(app => …)");
        services.AddSingleton<IValidateOptions<BrokerOptions>, BrokerOptionsValidator>();
        services.AddOptions<BrokerOptions>().BindConfiguration(BrokerOptions.Section)
            .Configure<IConfiguration>((options, configuration) =>
                options.AllowedOrigins = OriginList.Read(configuration.GetSection($"{BrokerOptions.Section}:{nameof(BrokerOptions.AllowedOrigins)}")))
            .Configure(options => configure?.Invoke(options))
            .ValidateDataAnnotations()
            .Validate(
                options => options.WebhookUrls.All(url => Uri.TryCreate(url, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)),
                "Broker:WebhookUrls has to hold http or https addresses")
            .ValidateOnStart();
        // A redirect would take the signed body to an address that nobody configured.
        services.AddHttpClient(WebhookSink.HttpClientName)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false });
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<BrokerHub>();
        services.AddSingleton<ChannelEventFeed>();
        services.AddSingleton<EventLog>();
        services.AddSingleton<PageOrigins>();
        services.AddSingleton<SocketEndpoint>();
        services.AddSingleton<BrokerApi>();
        services.AddSingleton(provider => new BrokerPublisher(provider.GetRequiredService<BrokerHub>(), provider.GetRequiredService<IOptions<BrokerOptions>>()));
        services.AddSingleton<DebugConsole>();
        services.AddHostedService<BrokerUpkeep>();
        services.AddHostedService<ChannelEventDispatcher>();
        return services;
    }

    /// <summary>Maps the WebSocket at <c>/app/{key}</c> and the HTTP API at <c>/apps/{appId}</c>, on the app's own port.</summary>
    public static IEndpointConventionBuilder MapPusherBroker(this IEndpointRouteBuilder endpoints)
    {
        // Signatures guard these addresses, not the app's own sign-in.
        var group = endpoints.MapGroup("").AllowAnonymous().WithSummary("Push protocol of the embedded broker").ExcludeFromDescription();
        var socket = endpoints.ServiceProvider.GetRequiredService<SocketEndpoint>();
        var sockets = endpoints.CreateApplicationBuilder();
        sockets.UseWebSockets();
        sockets.Run(socket.HandleAsync);
        group.Map("/app/{**key}", sockets.Build()).WithDisplayName("Broker: WebSocket");

        var api = endpoints.ServiceProvider.GetRequiredService<BrokerApi>();
        var app = group.MapGroup("/apps/{appId}");
        app.MapPost("/events", api.Signed(api.PostEvent));
        app.MapPost("/batch_events", api.Signed(api.PostBatch));
        app.MapGet("/channels", api.Signed(api.GetChannels));
        app.MapGet("/channels/{channel}", api.Signed(api.GetChannel));
        app.MapGet("/channels/{channel}/users", api.Signed(api.GetUsers));
        app.MapPost("/users/{userId}/terminate_connections", api.Signed(api.Terminate));
        // Otherwise a page of the web client would answer, with 200.
        app.Map("/{**rest}", api.Signed(BrokerApi.NoSuchCall));

        if (endpoints.ServiceProvider.GetRequiredService<IHostEnvironment>().IsDevelopment())
            endpoints.ServiceProvider.GetRequiredService<DebugConsole>().Map(group);
        return group;
    }
}

using Messaging.Application.Realtime;
using Messaging.Broker;
using Messaging.Infrastructure.Realtime.Pusher;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Messaging.Infrastructure.Realtime;

/// <summary>Registers the push side of the app.</summary>
public static class RealtimeRegistration
{
    /// <summary>
    /// Binds <c>Push</c> and <c>Pusher</c>, checks them at the start of the host, and registers the
    /// signer, the webhook verifier and the publisher that <c>Push:Driver</c> asks for.
    /// </summary>
    /// <exception cref="InvalidOperationException"><c>Push:Driver</c> names no driver.</exception>
    public static IServiceCollection AddRealtime(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<PushOptions>().Bind(configuration.GetSection(PushOptions.Section)).ValidateOnStart();
        services.AddOptions<PusherOptions>().Bind(configuration.GetSection(PusherOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<PusherOptions>, PusherOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IPushSettings, PushSettings>();
        services.AddSingleton<IChannelSigner, ChannelSigner>();
        services.AddSingleton<IWebhookVerifier, WebhookVerifier>();
        services.AddSingleton<ConfigCheck>();
        services.AddHttpClient(ConfigCheck.HttpClientName)
            .UseSocketsHttpHandler((handler, _) => handler.AllowAutoRedirect = false)
            .RemoveAllLoggers();

        // The driver decides what exists in the container, so it is read here, not on first use.
        var driver = configuration.GetSection(PushOptions.Section).Get<PushOptions>()?.Driver ?? PushDriver.Embedded;
        switch (driver)
        {
            case PushDriver.Pusher:
                services.AddPusherChannels();
                break;
            case PushDriver.None:
                services.AddSingleton<IRealtimePublisher, NullPublisher>();
                break;
            default:
                services.AddSingleton<IPostConfigureOptions<PusherOptions>, EmbeddedCredentialsSetup>();
                services.AddEmbeddedBroker();
                break;
        }

        return services;
    }

    /// <summary>Registers the broker in this process, with the rules of this app's channels, and the publisher that hands over to it.</summary>
    public static IServiceCollection AddEmbeddedBroker(this IServiceCollection services)
    {
        services.AddPusherBroker();
        services.AddOptions<PusherApp>().Configure<IOptions<PusherOptions>>((app, pusher) =>
        {
            (app.AppId, app.Key, app.Secret) = (pusher.Value.AppId, pusher.Value.Key, pusher.Value.Secret);
            app.ServerOnlyPrefixes.Add(Channels.ChatPrefix);
            app.ServerOnlyPrefixes.Add(Channels.UserPrefix);
            // Being in the channel means to look at the chat, which not everybody there may know.
            app.HiddenMemberPrefixes.Add(Channels.ChatPrefix);
        });
        services.AddSingleton<IRealtimePublisher, EmbeddedPublisher>();
        return services;
    }

    /// <summary>Registers the client of the Channels HTTP API as the publisher.</summary>
    public static IServiceCollection AddPusherChannels(this IServiceCollection services)
    {
        services.AddHttpClient<PusherPublisher>((provider, http) =>
            {
                var app = provider.GetRequiredService<IOptions<PusherOptions>>().Value;
                http.BaseAddress = app.ApiAddress();
                http.Timeout = TimeSpan.FromMilliseconds(app.TimeoutMilliseconds);
                http.MaxResponseContentBufferSize = 32 * 1024 * 1024;
            })
            // The handler keeps its connections (saves a TLS handshake a call) but not for ever, so
            // that a change of the host's address is seen. That makes one client for all safe.
            .UseSocketsHttpHandler((handler, _) =>
            {
                handler.PooledConnectionLifetime = TimeSpan.FromMinutes(2);
                handler.AllowAutoRedirect = false;
                handler.UseCookies = false;
            })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            // Four log lines a call would drown the rest, and addresses carry signatures.
            .RemoveAllLoggers();
        services.AddSingleton<IRealtimePublisher>(provider => provider.GetRequiredService<PusherPublisher>());
        return services;
    }
}

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Messaging.Infrastructure.Realtime;

/// <summary>With the embedded broker, fills in whichever of AppId, Key and Secret is not configured.</summary>
internal sealed class EmbeddedCredentialsSetup(IOptions<PushOptions> push, IConfiguration configuration)
    : IPostConfigureOptions<PusherOptions>
{
    public void PostConfigure(string? name, PusherOptions options)
    {
        if (push.Value.Driver is not PushDriver.Embedded) return;
        if (options is { AppId.Length: > 0, Key.Length: > 0, Secret.Length: > 0 }) return;

        var kept = EmbeddedCredentials.LoadOrCreate(DataDirectory.Resolve(configuration));
        if (options.AppId.Length == 0)
            options.AppId = kept.AppId;
        if (options.Key.Length == 0)
            options.Key = kept.Key;
        if (options.Secret.Length == 0)
            options.Secret = kept.Secret;
    }
}

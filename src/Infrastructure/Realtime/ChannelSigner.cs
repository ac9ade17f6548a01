using System.Diagnostics.CodeAnalysis;
using Messaging.Application.Realtime;
using Messaging.Broker.Protocol;
using Microsoft.Extensions.Options;

namespace Messaging.Infrastructure.Realtime;

/// <summary>Signs with the app's current key; the previous one of a rotation only verifies.</summary>
internal sealed class ChannelSigner(IOptions<PusherOptions> options) : IChannelSigner
{
    public ChannelAuthorization SignChannel(string socketId, string channel, string? channelData = null)
    {
        RequireSocketId(socketId);
        var name = ChannelName.Parse(channel);
        if (name is { IsPresence: true })
        {
            if (string.IsNullOrEmpty(channelData))
                throw new ArgumentException("A presence channel needs the member's data.", nameof(channelData));
        }
        else if (name is not { NeedsAuth: true })
        {
            throw new ArgumentException("Not the name of a private or presence channel.", nameof(channel));
        }
        else if (channelData is not null)
        {
            // Some servers refuse it, and nothing would ever read it.
            throw new ArgumentException("Only a presence channel has member data.", nameof(channelData));
        }

        var app = Credentials();
        return new ChannelAuthorization($"{app.Key}:{PusherSignature.ForChannel(app.Secret, socketId, channel, channelData)}", channelData);
    }

    public UserAuthorization SignUser(string socketId, string userData)
    {
        RequireSocketId(socketId);
        if (string.IsNullOrEmpty(userData)) throw new ArgumentException("A sign-in needs the user's data.", nameof(userData));

        var app = Credentials();
        return new UserAuthorization($"{app.Key}:{PusherSignature.ForUser(app.Secret, socketId, userData)}", userData);
    }

    private static void RequireSocketId([NotNull] string? socketId)
    {
        if (!ProtocolIds.IsSocketId(socketId) || socketId is null)
            throw new ArgumentException("A socket id is two numbers with a dot between.", nameof(socketId));
    }

    // With Push:Driver=None the secret is empty, and anyone can sign with an empty secret.
    private PusherOptions Credentials() =>
        options.Value is { Key.Length: > 0, Secret.Length: > 0 } app
            ? app
            : throw new InvalidOperationException("Push is off: there is no key to sign with.");
}

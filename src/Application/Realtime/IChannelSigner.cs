using System.Text.Json.Serialization;

namespace Messaging.Application.Realtime;

/// <summary>
/// Signs what a browser needs to join a private or presence channel, or to sign in. Whether it
/// <em>may</em> is decided before this is called: a signature is the permission.
/// </summary>
/// <remarks>Source: Pusher Channels documentation, "Generating the authentication string".</remarks>
public interface IChannelSigner
{
    /// <summary>Signs a subscription to a private or presence channel.</summary>
    /// <param name="socketId">The connection, <c>digits.digits</c>, as the push service named it.</param>
    /// <param name="channel">1 to 164 of <c>A-Za-z0-9_-=@,.;</c>, beginning with <c>private-</c> or <c>presence-</c>.</param>
    /// <param name="channelData">
    /// For a presence channel, and only there: the member as JSON text,
    /// <c>{"user_id":"…","user_info":{…}}</c>. Ids are strings.
    /// </param>
    /// <exception cref="ArgumentException">The socket id, the name or the data is not acceptable: nothing was signed.</exception>
    /// <exception cref="InvalidOperationException">No credentials are configured (<c>Push:Driver=None</c>).</exception>
    ChannelAuthorization SignChannel(string socketId, string channel, string? channelData = null);

    /// <summary>Signs a sign-in of a connection as a user.</summary>
    /// <param name="socketId">As above.</param>
    /// <param name="userData">The user as JSON text, <c>{"id":"…","user_info":{…}}</c>.</param>
    /// <exception cref="ArgumentException">The socket id or the data is not acceptable: nothing was signed.</exception>
    /// <exception cref="InvalidOperationException">No credentials are configured (<c>Push:Driver=None</c>).</exception>
    UserAuthorization SignUser(string socketId, string userData);
}

/// <summary>The answer of the channel authorisation endpoint, exactly as pusher-js expects it: no envelope.</summary>
/// <param name="Auth"><c>key:signature</c>.</param>
/// <param name="ChannelData">The very text that was signed; the client sends it on unchanged.</param>
public sealed record ChannelAuthorization(
    [property: JsonPropertyName("auth")] string Auth,
    [property: JsonPropertyName("channel_data"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ChannelData);

/// <summary>The answer of the sign-in endpoint, exactly as pusher-js expects it: no envelope.</summary>
/// <param name="Auth"><c>key:signature</c>.</param>
/// <param name="UserData">The very text that was signed; the client sends it on unchanged.</param>
public sealed record UserAuthorization(
    [property: JsonPropertyName("auth")] string Auth,
    [property: JsonPropertyName("user_data")] string UserData);

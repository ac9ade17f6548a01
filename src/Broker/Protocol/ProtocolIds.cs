using System.Buffers;
using System.Text.RegularExpressions;

namespace Messaging.Broker.Protocol;

/// <summary>
/// The form of socket ids and user ids. Check it before signing and before writing an address: a colon or a line feed
/// puts a different text under the signature, and two dots lead to a different path.
/// </summary>
/// <remarks>
/// Source: Pusher Channels documentation, "Channel naming conventions". Digits are ASCII only
/// (<c>\d</c> would take Arabic ones) and the end is <c>\z</c> (<c>$</c> would take a line feed).
/// </remarks>
public static partial class ProtocolIds
{
    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-=@,.;");

    /// <summary>Whether this can be the id of a connection: two numbers with a dot between.</summary>
    public static bool IsSocketId(string? id) => id is not null && SocketId().IsMatch(id);

    /// <summary>Whether this can be the id of a user that signs in. User ids have the characters of channel names.</summary>
    public static bool IsUserId(string? id, ChannelsLimits? limits = null) =>
        id is not (null or "." or "..") && id.Length <= (limits ?? ChannelsLimits.Default).UserIdLength && HasOnlyAllowed(id);

    internal static bool HasOnlyAllowed(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExcept(Allowed);

    [GeneratedRegex(@"\A[0-9]{1,20}\.[0-9]{1,20}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex SocketId();
}

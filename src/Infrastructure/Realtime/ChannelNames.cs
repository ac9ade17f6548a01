using System.Text.RegularExpressions;

namespace Messaging.Infrastructure.Realtime;

/// <summary>
/// The rules for names. Signing, publishing and asking all check here first: a colon or a line
/// feed let through would put a different text under the signature, a dot-dot a different path.
/// </summary>
/// <remarks>
/// Source: Pusher Channels documentation, "Channel naming conventions". Digits are ASCII only
/// (<c>\d</c> would take Arabic ones) and the end is <c>\z</c> (<c>$</c> would take a line feed).
/// </remarks>
internal static partial class ChannelNames
{
    public const string UserChannelPrefix = "#server-to-user-";

    public static bool IsChannel(string? name) => name is not null && ChannelPattern().IsMatch(name);

    /// <summary>A channel that can be published to: also that of a signed-in user.</summary>
    public static bool IsPublishable(string? name) =>
        IsChannel(name) || (name is not null && name.StartsWith(UserChannelPrefix, StringComparison.Ordinal) && IsUserId(name[UserChannelPrefix.Length..]));

    public static bool IsPresence(string? name) => IsChannel(name) && name!.StartsWith("presence-", StringComparison.Ordinal);

    public static bool IsPrivate(string? name) => IsChannel(name) && name!.StartsWith("private-", StringComparison.Ordinal);

    public static bool IsSocketId(string? id) => id is not null && SocketIdPattern().IsMatch(id);

    public static bool IsUserId(string? id) => id is not (null or "." or "..") && UserIdPattern().IsMatch(id);

    [GeneratedRegex(@"\A[A-Za-z0-9_\-=@,.;]{1,164}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ChannelPattern();

    [GeneratedRegex(@"\A[0-9]{1,20}\.[0-9]{1,20}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex SocketIdPattern();

    [GeneratedRegex(@"\A[A-Za-z0-9_\-=@,.;]{1,128}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex UserIdPattern();
}

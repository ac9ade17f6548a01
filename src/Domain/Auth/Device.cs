namespace Messaging.Domain.Auth;

/// <summary>Where a request comes from, as the owner of a session sees it in the list of sessions.</summary>
/// <param name="Address">The network of the client: an IPv4 address without its last number, an IPv6 prefix of 48 bits, or null.</param>
/// <param name="UserAgent">The name that the client gives itself, at most <see cref="MaxUserAgent"/> characters, or null.</param>
/// <param name="Source">The client for counting wrong passwords: an IPv4 address, an IPv6 prefix of 64 bits, or empty.</param>
public sealed record Device(string? Address, string? UserAgent, string Source)
{
    /// <summary>Longest <see cref="UserAgent"/> that is stored.</summary>
    public const int MaxUserAgent = 200;

    /// <summary>Longest <see cref="Address"/> that is stored.</summary>
    public const int MaxAddress = 45;

    /// <summary>Nothing is known about the client.</summary>
    public static readonly Device Unknown = new(null, null, "");
}

using System.Net;
using System.Net.Sockets;
using Messaging.Domain.Auth;

namespace Messaging.WebApi.Security;

/// <summary>Reads out of a request which client it comes from.</summary>
internal static class Devices
{
    /// <summary>The client of a request. The address is the one that forwarded headers give, where they are trusted.</summary>
    public static Device Device(this HttpContext http)
    {
        var address = http.Connection.RemoteIpAddress;
        if (address?.IsIPv4MappedToIPv6 == true) address = address.MapToIPv4();
        return new Device(Network(address), UserAgent(http.Request.Headers.UserAgent.ToString()), Source(address));
    }

    /// <summary>As much of the address as tells a person where it was: 203.0.113.x, or 2001:db8:1::/48.</summary>
    private static string? Network(IPAddress? address) => address switch
    {
        null => null,
        { AddressFamily: AddressFamily.InterNetwork } => string.Join('.', address.GetAddressBytes().Take(3)) + ".x",
        _ => $"{Prefix(address, bytes: 6)}/48",
    };

    /// <summary>The owner of one address in an IPv6 network of 64 bits owns all of them.</summary>
    private static string Source(IPAddress? address) => address switch
    {
        null => "",
        { AddressFamily: AddressFamily.InterNetwork } => address.ToString(),
        _ => Prefix(address, bytes: 8).ToString(),
    };

    private static IPAddress Prefix(IPAddress address, int bytes)
    {
        var all = address.GetAddressBytes();
        all.AsSpan(bytes).Clear();
        return new IPAddress(all);
    }

    private static string? UserAgent(string header)
    {
        var text = new string([.. header.Where(character => character is >= ' ' and <= '~').Take(Domain.Auth.Device.MaxUserAgent)]).Trim();
        return text.Length == 0 ? null : text;
    }
}

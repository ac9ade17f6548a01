using System.Net;
using System.Net.Sockets;

namespace Messaging.Broker.Sockets;

/// <summary>Writes the address of a client as limits count it.</summary>
internal static class ClientAddress
{
    private const int NetworkBytes = 8;

    /// <summary>An IPv4 address as it is, an IPv6 address as its /64 network: one subscriber has all the addresses in it.</summary>
    public static string? Of(IPAddress? address)
    {
        if (address is null) return null;
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, NetworkBytes))
            : address.ToString();
    }
}

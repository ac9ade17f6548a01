using System.Net.Sockets;

namespace Messaging.Integration.Support;

/// <summary>Whether containers can be started here.</summary>
internal static class Docker
{
    private const string Socket = "/var/run/docker.sock";

    /// <summary>True when a daemon listens; the command alone is not enough.</summary>
    public static bool Answers { get; } = Environment.GetEnvironmentVariable("DOCKER_HOST") is { Length: > 0 } || Listens();

    private static bool Listens()
    {
        if (!File.Exists(Socket)) return false;
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.Connect(new UnixDomainSocketEndPoint(Socket));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using Messaging.Broker.Core;
using Messaging.Broker.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Messaging.Broker.Sockets;

/// <summary>
/// <c>/app/{key}?protocol=7</c>. A refused client is connected first and closed with a code:
/// a browser does not show its page the status of a refused handshake. Only a page of another origin is refused before.
/// </summary>
internal sealed class SocketEndpoint(
    BrokerHub hub,
    PageOrigins pages,
    IOptions<BrokerOptions> options,
    IOptions<PusherApp> app,
    TimeProvider time,
    ILogger<SocketEndpoint> logger)
{
    public async Task HandleAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
            context.Response.Headers.Upgrade = "websocket";
            // RFC 6455, 4.4: a client that asked for another version learns which one is served.
            context.Response.Headers.SecWebSocketVersion = "13";
            await context.Response.WriteAsync("This address is for WebSockets.", context.RequestAborted);
            return;
        }

        if (!pages.MayConnect(context.Request))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            await context.Response.WriteAsync("Pages of this origin may not connect here.", context.RequestAborted);
            return;
        }

        var (protocol, refusal) = Judge(context);
        BrokerConnection? connection = null;
        if (refusal is null)
            (connection, refusal) = hub.Connect(protocol, ClientAddress.Of(context.Connection.RemoteIpAddress));

        WebSocket? socket = null;
        try
        {
            // The broker's own pings find dead peers by a clock that tests can move; the framework's would come on top.
            socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext { KeepAliveInterval = Timeout.InfiniteTimeSpan });
            if (connection is not null)
                await new SocketSession(connection, hub, socket, context.Abort, options.Value, time, logger).RunAsync();
            else
                await RefuseAsync(socket, protocol, refusal!, context.Abort);
        }
        finally
        {
            if (connection is not null)
                hub.Disconnect(connection);
            socket?.Dispose();
        }
    }

    private (int Protocol, ConnectionClose? Refusal) Judge(HttpContext context)
    {
        var query = context.Request.Query;
        var text = query["protocol"].ToString();
        var isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var protocol);
        ConnectionClose? refusal = null;
        if (text.Length == 0)
            refusal = new(CloseCode.NoProtocol, "No protocol version supplied");
        else if (!isNumber)
            refusal = new(CloseCode.BadVersion, "Invalid version string format");
        else if (protocol is < 5 or > 7)
            refusal = new(CloseCode.UnsupportedProtocol, "Unsupported protocol version: 5, 6 and 7 are served");
        else if (context.Request.RouteValues["key"] is not string key || key.Contains('/'))
            refusal = new(CloseCode.PathNotFound, "Path not found");
        else if (app.Value.Key.Length == 0 || !PusherSignature.AreEqual(app.Value.Key, key))
            refusal = new(CloseCode.UnknownApp, "Application does not exist");
        else if (!options.Value.AppEnabled)
            refusal = new(CloseCode.AppDisabled, "Application disabled");
        else if (options.Value.RequireTls && !context.Request.IsHttps)
            refusal = new(CloseCode.TlsOnly, "Application only accepts SSL connections, reconnect using wss://");
        return (protocol, refusal);
    }

    private async Task RefuseAsync(WebSocket socket, int protocol, ConnectionClose refusal, Action abort)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(options.Value.CloseTimeoutSeconds), time);
        try
        {
            // Close codes are known since protocol 6; earlier clients get them in a frame.
            if (protocol < 6)
                await socket.SendAsync(Frames.Error((int)refusal.Code, refusal.Reason), WebSocketMessageType.Text, true, limit.Token);
            await socket.CloseAsync((WebSocketCloseStatus)refusal.Code, CloseReason(refusal.Reason), limit.Token);
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException)
        {
            abort();
        }
    }

    /// <summary>A close frame has room for 123 bytes of reason.</summary>
    internal static string CloseReason(string reason) => Encoding.UTF8.GetByteCount(reason) <= 123 ? reason : "";
}

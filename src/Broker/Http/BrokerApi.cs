using System.Text.Encodings.Web;
using System.Text.Json;
using Messaging.Broker.Core;
using Messaging.Broker.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Messaging.Broker.Http;

/// <summary>The HTTP API under <c>/apps/{appId}</c>: JSON for success, a sentence of plain text for refusals.</summary>
internal sealed class BrokerApi(BrokerHub hub, IOptions<BrokerOptions> brokerOptions, IOptions<PusherApp> app, TimeProvider time)
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly BrokerOptions _options = brokerOptions.Value;
    private readonly ChannelsLimits _limits = brokerOptions.Value.Limits();

    /// <summary>A call's handler; it runs only for the app's own server.</summary>
    public delegate (object? Answer, Fault? Fault) Call(HttpContext context, ReadOnlyMemory<byte> body);

    public RequestDelegate Signed(Call call) => async context =>
    {
        var (body, fault) = await ReadAsync(context);
        object? answer = null;
        if (fault is null)
            (answer, fault) = call(context, body);
        context.Response.StatusCode = fault?.Status ?? StatusCodes.Status200OK;
        if (fault is null)
        {
            await context.Response.WriteAsJsonAsync(answer, answer!.GetType(), Json, context.RequestAborted);
        }
        else
        {
            context.Response.ContentType = "text/plain; charset=utf-8";
            await context.Response.WriteAsync(fault.Message, context.RequestAborted);
        }
    };

    public static (object? Answer, Fault? Fault) NoSuchCall(HttpContext context, ReadOnlyMemory<byte> body) =>
        (null, new(404, "There is no such call"));

    public (object? Answer, Fault? Fault) PostEvent(HttpContext context, ReadOnlyMemory<byte> body)
    {
        var (posted, fault) = ApiBody.ReadEvent(body);
        if (posted is null) return (null, fault);
        fault = EventRules.Check([posted.Event], _limits);
        if (fault is not null) return (null, fault);
        hub.Publish([posted.Event]);
        return posted.Info is null
            ? (new EventsAnswer(), null)
            : (new EventsAnswer(posted.Event.Channels.ToDictionary(name => name, name => ChannelAnswer.Of(hub.GetChannel(name), posted.Info))), null);
    }

    public (object? Answer, Fault? Fault) PostBatch(HttpContext context, ReadOnlyMemory<byte> body)
    {
        var (posted, fault) = ApiBody.ReadBatch(body, _options.MaxEventsPerBatch);
        if (posted is null) return (null, fault);
        var events = posted.Select(item => item.Event).ToArray();
        fault = EventRules.Check(events, _limits);
        if (fault is not null) return (null, fault);
        hub.Publish(events);
        return posted.All(item => item.Info is null)
            ? (new BatchAnswer(), null)
            : (new BatchAnswer([.. posted.Select(item => ChannelAnswer.Of(hub.GetChannel(item.Event.Channels[0]), item.Info))]), null);
    }

    public (object? Answer, Fault? Fault) GetChannels(HttpContext context, ReadOnlyMemory<byte> body)
    {
        var prefix = context.Request.Query["filter_by_prefix"].ToString();
        var (info, fault) = ChannelInfoNames.Parse(context.Request.Query["info"]);
        if (fault is not null) return (null, fault);
        if (info?.HasFlag(ChannelInfo.UserCount) == true && !prefix.StartsWith("presence-", StringComparison.Ordinal))
            return (null, new(400, "user_count is only for presence channels: filter_by_prefix has to start with presence-"));
        if (info?.HasFlag(ChannelInfo.Cache) == true) return (null, new(400, "cache can be asked for one channel at a time"));
        return (new EventsAnswer(hub.GetChannels(prefix).ToDictionary(channel => channel.Name, channel => ChannelAnswer.Of(channel, info))), null);
    }

    public (object? Answer, Fault? Fault) GetChannel(HttpContext context, ReadOnlyMemory<byte> body)
    {
        if (NameOf(context) is not { } name) return (null, new(400, "Invalid channel name"));
        var (info, fault) = ChannelInfoNames.Parse(context.Request.Query["info"]);
        if (fault is not null) return (null, fault);
        if (info?.HasFlag(ChannelInfo.UserCount) == true && !name.IsPresence)
            return (null, new(400, "user_count is only for presence channels"));
        if (info?.HasFlag(ChannelInfo.Cache) == true && !name.IsCache)
            return (null, new(400, "cache is only for cache channels"));
        return (ChannelAnswer.Of(hub.GetChannel(name.Text), info, withOccupied: true), null);
    }

    public (object? Answer, Fault? Fault) GetUsers(HttpContext context, ReadOnlyMemory<byte> body) =>
        NameOf(context) is not { IsPresence: true } name
            ? (null, new(400, "Users can be asked of presence channels only"))
            : (new UsersAnswer([.. hub.GetMembers(name.Text).Select(id => new UserAnswer(id))]), null);

    public (object? Answer, Fault? Fault) Terminate(HttpContext context, ReadOnlyMemory<byte> body)
    {
        var userId = (string)context.Request.RouteValues["userId"]!;
        if (!ProtocolIds.IsUserId(userId, _limits)) return (null, new(400, "Invalid user id"));
        hub.Terminate(userId);
        return (new EventsAnswer(), null);
    }

    private ChannelName? NameOf(HttpContext context) =>
        ChannelName.Parse((string)context.Request.RouteValues["channel"]!, _limits);

    /// <summary>Reads the body, as far as it may be long, and checks who sent it.</summary>
    private async Task<(ReadOnlyMemory<byte> Body, Fault? Fault)> ReadAsync(HttpContext context)
    {
        if ((string?)context.Request.RouteValues["appId"] != app.Value.AppId || app.Value.AppId.Length == 0)
            return (default, new(404, "There is no app with this id"));
        // The limit of this API, not the one of the server for all others.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } server)
            server.MaxRequestBodySize = null;
        if (context.Request.ContentLength > _options.MaxRequestBytes) return (default, TooLarge());
        using var body = new MemoryStream();
        var chunk = new byte[4096];
        int read;
        while ((read = await context.Request.Body.ReadAsync(chunk, context.RequestAborted)) > 0)
        {
            if (body.Length + read > _options.MaxRequestBytes) return (default, TooLarge());
            body.Write(chunk, 0, read);
        }

        var bytes = body.GetBuffer().AsMemory(0, (int)body.Length);
        var fault = SignedCall.Check(context.Request, bytes.Span, app.Value, _options, time);
        if (fault is null && !_options.AppEnabled)
            fault = new(403, "The app is disabled");
        return (bytes, fault);
    }

    private Fault TooLarge() => new(413, $"The body exceeds the allowed maximum ({_options.MaxRequestBytes} bytes)");
}

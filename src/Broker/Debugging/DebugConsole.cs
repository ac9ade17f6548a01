using System.Security.Cryptography;
using System.Text;
using Messaging.Broker.Core;
using Messaging.Broker.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Messaging.Broker.Debugging;

/// <summary>
/// The page <c>/broker</c>: who is connected, which channels there are, what happens, and an event by
/// hand. It shows payloads and lets anyone publish, so it is there in the development environment only.
/// </summary>
internal sealed class DebugConsole(BrokerHub hub, BrokerPublisher publisher, EventLog log)
{
    // More than a person can look through.
    private const int MaxShown = 200;

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/broker", GetPageAsync);
        endpoints.MapGet("/broker/state", GetState);
        endpoints.MapPost("/broker/trigger", Trigger);
    }

    private static async Task GetPageAsync(HttpContext context)
    {
        var assembly = typeof(DebugConsole).Assembly;
        await using var stream = assembly.GetManifestResourceStream(typeof(DebugConsole), "console.html")
            ?? throw new InvalidOperationException("The page is not in the assembly");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var page = await reader.ReadToEndAsync(context.RequestAborted);
        var nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.ContentSecurityPolicy =
            $"default-src 'none'; connect-src 'self'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; frame-ancestors 'none'";
        await context.Response.WriteAsync(page.Replace("{nonce}", nonce, StringComparison.Ordinal), context.RequestAborted);
    }

    private IResult GetState(long after = 0)
    {
        var (connections, channels) = hub.GetOverview(MaxShown);
        return Results.Json(new { total = hub.ConnectionCount, connections, channels, log = log.After(after) });
    }

    /// <remarks>JSON only: a form of another site cannot send it.</remarks>
    private IResult Trigger(TriggerRequest request)
    {
        var fault = publisher.Publish(new BrokerEvent(request.Name, request.Data, [request.Channel]));
        return fault is null ? Results.NoContent() : Results.Text(fault.Message, statusCode: fault.Status);
    }

    private sealed record TriggerRequest(string Channel, string Name, string Data);
}

using System.Text.Json;
using Messaging.Load.Compare;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Messaging.Load;

/// <summary>A push service that can be down. It takes every event, checks no signature, and has no subscribers.</summary>
internal sealed class LoadPushService : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Action<Arrival> _onMessage;
    private readonly Lock _gate = new();

    private LoadPushService(WebApplication app, Action<Arrival> onMessage) => (_app, _onMessage) = (app, onMessage);

    /// <summary>While it is true, every call is answered with 503.</summary>
    public bool IsDown { get; set; }

    /// <summary>Settings that lead an app here, by their names in the environment.</summary>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["Push__Driver"] = "Pusher",
        ["Pusher__Host"] = "127.0.0.1",
        ["Pusher__Port"] = new Uri(_app.Urls.Single()).Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["Pusher__UseTls"] = "false",
    };

    /// <param name="onMessage">Called with every new message, one after the other.</param>
    public static async Task<LoadPushService> StartAsync(Action<Arrival> onMessage)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var service = new LoadPushService(app, onMessage);
        app.MapPost("/apps/{id}/events", service.TakeAsync);
        app.MapPost("/apps/{id}/batch_events", service.TakeAsync);
        app.MapGet("/apps/{id}/channels", () => Results.Json(new { channels = new { } }));
        await app.StartAsync();
        return service;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> TakeAsync(HttpRequest request)
    {
        if (IsDown) return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        using var document = await JsonDocument.ParseAsync(request.Body);
        var body = document.RootElement;
        var events = body.TryGetProperty("batch", out var batch) ? batch.EnumerateArray().ToArray() : [body];
        lock (_gate)
        {
            foreach (var item in events.Where(item => item.GetProperty("name").GetString() == "new-message"))
                _onMessage(Arrival.Of(JsonElement.Parse(item.GetProperty("data").GetString()!).GetProperty("message")));
        }

        return Results.Json(new { });
    }
}

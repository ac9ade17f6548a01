using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Messaging.Integration.Broker;

/// <summary>A server that takes webhooks, and refuses the first ones if told to.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly Channel<(Dictionary<string, string> Headers, string Body)> _taken = Channel.CreateUnbounded<(Dictionary<string, string>, string)>();
    private readonly WebApplication _app;
    private readonly TaskCompletionSource _open = new();
    private readonly TaskCompletionSource _firstCall = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _refusals;

    private WebhookReceiver(WebApplication app, int refusals) => (_app, _refusals) = (app, refusals);

    public string Url => $"{_app.Urls.Single()}/webhooks";

    /// <summary>Completes when a call has come, answered or not.</summary>
    public Task FirstCall => _firstCall.Task;

    public static async Task<WebhookReceiver> StartAsync(int refusals = 0, bool isHeld = false)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var receiver = new WebhookReceiver(builder.Build(), refusals);
        if (!isHeld)
            receiver.Open();
        receiver._app.MapPost("/webhooks", receiver.TakeAsync);
        await receiver._app.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    /// <summary>Lets held calls be answered.</summary>
    public void Open() => _open.TrySetResult();

    public async Task<(Dictionary<string, string> Headers, string Body)> ReceiveAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        return await _taken.Reader.ReadAsync(limit.Token);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task<IResult> TakeAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        var body = await reader.ReadToEndAsync();
        _firstCall.TrySetResult();
        await _open.Task;
        if (_refusals-- > 0)
            return Results.StatusCode(503);
        _taken.Writer.TryWrite((request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString()), body));
        return Results.Ok();
    }
}

using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Messaging.Integration.Support;

/// <content>What it answers.</content>
internal sealed partial class FakeChannels
{
    private async Task HandleAsync(HttpContext context)
    {
        var fault = Locked(() =>
        {
            var publishes = HttpMethods.IsPost(context.Request.Method);
            _requestedAt.Add(TimeProvider.System.GetTimestamp());
            if (publishes) _publishedAt.Add(_requestedAt[^1]);
            Signal();
            if (_fault is null || _faultsLeft == 0 || (_faultsPublishingOnly && !publishes))
                return null;
            _faultsLeft--;
            return _fault;
        });

        var body = await FakeSignature.ReadBodyAsync(context.Request);
        context.Response.Headers.Date = (TimeProvider.System.GetUtcNow() + ClockOffset).ToString("R");
        switch (fault)
        {
            case FakeFault.Reset:
                context.Abort();
                return;
            case FakeFault.Hang:
                await HangAsync(context);
                return;
            case FakeFault.Answer answer:
                await AnswerAsync(context, answer);
                return;
        }

        var (status, reply) = FakeSignature.Problem(context, body, TimeProvider.System.GetUtcNow() + ClockOffset) is { } problem
            ? (401, problem)
            : Locked(() => Serve(context.Features.Get<IHttpRequestFeature>()!.Path, context.Request, body));
        if (fault is FakeFault.AcceptThenReset)
            context.Abort();
        else if (status != 200 && RejectsWithStatus200)
            await AnswerAsync(context, new FakeFault.Answer(200, JsonSerializer.Serialize(new { error = reply, code = status })));
        else
            await AnswerAsync(context, new FakeFault.Answer(status, reply));
    }

    private (int Status, string Reply) Serve(string path, HttpRequest request, byte[] body)
    {
        var prefix = $"/apps/{AppId}/";
        if (!path.StartsWith(prefix, StringComparison.Ordinal))
            return (404, "No such app");

        switch (request.Method, path[prefix.Length..].Split('/'))
        {
            case ("POST", ["events"]):
            case ("POST", ["batch_events"]):
                return Accept(FakeEvent.Read(body));
            case ("GET", ["channels"]):
                var wanted = request.Query["filter_by_prefix"].ToString();
                var names = _occupied.Keys.Where(name => name.StartsWith(wanted, StringComparison.Ordinal));
                return (200, JsonSerializer.Serialize(new { channels = names.ToDictionary(name => name, _ => new { }) }));
            case ("GET", ["channels", var channel, "users"]):
                var members = _occupied.GetValueOrDefault(channel) ?? [];
                return (200, JsonSerializer.Serialize(new { users = members.Select(id => new { id }) }));
            case ("POST", ["users", var user, "terminate_connections"]):
                _terminated.Add(user);
                return (200, "{}");
            default:
                return (404, "Not found");
        }
    }

    private (int Status, string Reply) Accept(IReadOnlyList<FakeEvent> events)
    {
        if (events.Count is 0 or > 10)
            return (400, "A batch has 1 to 10 events");
        if (events.Any(item => item.DataBytes > MaxDataBytes))
            return (413, $"The data content of this event exceeds the allowed maximum ({MaxDataBytes} bytes)");
        if (Poison is { } poison && events.Any(poison))
            return (400, "An event of the call is not acceptable");

        _accepted.AddRange(events);
        Signal();
        return (200, "{}");
    }

    private async Task HangAsync(HttpContext context)
    {
        var healed = Locked(() => _hanging.Token);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(healed, context.RequestAborted);
        await Task.Delay(Timeout.Infinite, end.Token).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        context.Abort();
    }

    private static async Task AnswerAsync(HttpContext context, FakeFault.Answer answer)
    {
        context.Response.StatusCode = answer.Status;
        if (answer.RetryAfter is not null)
            context.Response.Headers.RetryAfter = answer.RetryAfter;
        if (answer.Location is not null)
            context.Response.Headers.Location = answer.Location;
        await context.Response.WriteAsync(answer.Body);
    }
}

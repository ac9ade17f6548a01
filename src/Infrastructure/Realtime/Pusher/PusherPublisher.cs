using System.Text.Json;
using Messaging.Application.Realtime;
using Messaging.Broker.Protocol;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Messaging.Infrastructure.Realtime.Pusher;

/// <summary>
/// The client of the Channels HTTP API (<c>Push:Driver=Pusher</c>): Pusher itself or a compatible
/// server. One instance serves the whole app; it is safe for concurrent use.
/// </summary>
/// <remarks>
/// Source: Pusher Channels documentation, "HTTP API reference". It never repeats a call: the
/// caller (the outbox) is responsible for retries, and a hidden one would double events.
/// </remarks>
internal sealed partial class PusherPublisher(HttpClient http, IOptions<PusherOptions> options, TimeProvider time, ILogger<PusherPublisher> logger)
    : IRealtimePublisher
{
    private readonly PusherOptions _app = options.Value;

    public async Task<PublishResult> PublishAsync(IReadOnlyList<RealtimeEvent> events, CancellationToken cancellationToken)
    {
        if (PublishRules.Check(events) is { } refusal) return refusal;

        var (path, body) = events.Count == 1
            ? ("/events", EventBody.Single(events[0]))
            : ("/batch_events", EventBody.Batch(events));
        return (await SendAsync(HttpMethod.Post, path, null, body, cancellationToken)).Result;
    }

    public async Task<IReadOnlyCollection<string>?> GetOccupiedChannelsAsync(string prefix, CancellationToken cancellationToken)
    {
        KeyValuePair<string, string>[] query = prefix.Length == 0 ? [] : [new("filter_by_prefix", prefix)];
        return await AskAsync("/channels", query, static root =>
        {
            // PHP servers write an empty map as [].
            var channels = root.GetProperty("channels");
            return channels.ValueKind == JsonValueKind.Array && channels.GetArrayLength() == 0
                ? []
                : channels.EnumerateObject().Select(channel => channel.Name).ToHashSet(StringComparer.Ordinal);
        }, cancellationToken);
    }

    public async Task<IReadOnlyCollection<string>?> GetPresenceMembersAsync(string channel, CancellationToken cancellationToken)
    {
        if (ChannelName.Parse(channel) is not { IsPresence: true }) return null;

        return await AskAsync($"/channels/{channel}/users", [], static root =>
            root.GetProperty("users").EnumerateArray().Select(user => user.GetProperty("id").ToString()).ToHashSet(StringComparer.Ordinal), cancellationToken);
    }

    public async Task<PublishResult> TerminateConnectionsAsync(string userId, CancellationToken cancellationToken)
    {
        if (!ProtocolIds.IsUserId(userId)) return new PublishResult(PublishOutcome.Rejected, "The user id is not valid.");

        return (await SendAsync(HttpMethod.Post, $"/users/{userId}/terminate_connections", null, "{}"u8.ToArray(), cancellationToken)).Result;
    }

    private async Task<IReadOnlyCollection<string>?> AskAsync(
        string path,
        IEnumerable<KeyValuePair<string, string>> query,
        Func<JsonElement, HashSet<string>> read,
        CancellationToken cancellationToken)
    {
        var (result, body) = await SendAsync(HttpMethod.Get, path, query, null, cancellationToken);
        if (result.Outcome is not PublishOutcome.Accepted)
        {
            LogNotAnswered(path, result.Outcome, result.Error);
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(body);
            return read(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            LogNotAnswered(path, PublishOutcome.Accepted, "The answer is not what the documentation says.");
            return null;
        }
    }

    private async Task<(PublishResult Result, string Body)> SendAsync(
        HttpMethod method,
        string path,
        IEnumerable<KeyValuePair<string, string>>? query,
        byte[]? body,
        CancellationToken cancellationToken)
    {
        try
        {
            using var request = SignedRequest.Create(_app, time.GetUtcNow(), method, path, query, body);
            using var response = await http.SendAsync(request, cancellationToken);
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            var result = ChannelsAnswer.Read((int)response.StatusCode, response.Headers.RetryAfter, text, time.GetUtcNow(), _app.Secret, _app.PreviousSecret);
            return (result, text);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException)
        {
            return Unavailable($"No answer within {_app.TimeoutMilliseconds} ms.");
        }
        catch (Exception exception)
        {
            return Unavailable(exception.InnerException is null ? exception.Message : $"{exception.Message} {exception.InnerException.Message}");
        }
    }

    private (PublishResult Result, string Body) Unavailable(string error) =>
        (new PublishResult(PublishOutcome.Unavailable, ChannelsAnswer.Clean(error, _app.Secret, _app.PreviousSecret)), "");

    [LoggerMessage(30, LogLevel.Warning, "The push service did not answer {Path}: {Outcome}, {Error}")]
    private partial void LogNotAnswered(string path, PublishOutcome outcome, string? error);
}

using System.Text.Json;
using Messaging.Application.Realtime;
using Messaging.Broker.Protocol;
using Microsoft.Extensions.Options;

namespace Messaging.Infrastructure.Realtime;

/// <summary>Verifies over the raw bytes, in constant time, with the current or the previous key pair.</summary>
internal sealed class WebhookVerifier(IOptions<PusherOptions> options, TimeProvider clock) : IWebhookVerifier
{
    public WebhookVerdict Verify(ReadOnlyMemory<byte> body, string? key, string? signature)
    {
        var app = options.Value;
        if (app.Key.Length == 0 || app.Secret.Length == 0)
            return Refuse(WebhookRefusal.NotConfigured);
        if (SecretOf(app, key) is not { } secret)
            return Refuse(WebhookRefusal.UnknownKey);
        if (!PusherSignature.AreEqual(PusherSignature.ForWebhook(secret, body.Span), signature))
            return Refuse(WebhookRefusal.BadSignature);
        if (Read(body) is not { } webhook)
            return Refuse(WebhookRefusal.Malformed);

        // Both ways: a webhook from the future would stay replayable for longer than the window.
        var window = TimeSpan.FromSeconds(app.WebhookWindowSeconds);
        return (clock.GetUtcNow() - webhook.SentAt).Duration() > window
            ? Refuse(WebhookRefusal.Stale)
            : new WebhookVerdict(webhook, null);
    }

    // A key goes with its own secret only. Keys are public, so comparing them may take any time.
    private static string? SecretOf(PusherOptions app, string? key) =>
        string.IsNullOrEmpty(key) ? null
        : key == app.Key ? app.Secret
        : key == app.PreviousKey && app.PreviousSecret is { Length: > 0 } previous ? previous
        : null;

    private static Webhook? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            var sentAt = DateTimeOffset.FromUnixTimeMilliseconds(root.GetProperty("time_ms").GetInt64());
            return new Webhook(sentAt, [.. root.GetProperty("events").EnumerateArray().Select(ReadEvent)]);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    private static WebhookEvent ReadEvent(JsonElement item) => new(
        item.GetProperty("name").GetString() ?? throw new FormatException("An event without a name."),
        item.GetProperty("channel").GetString() ?? throw new FormatException("An event without a channel."),
        Text(item, "user_id"),
        Text(item, "event"),
        Text(item, "data"),
        Text(item, "socket_id"),
        item.TryGetProperty("subscription_count", out var count) ? count.GetInt32() : null);

    /// <summary>Some servers send ids as numbers and data as objects.</summary>
    private static string? Text(JsonElement item, string name) =>
        !item.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : value.ValueKind == JsonValueKind.Null ? null
        : value.GetRawText();

    private static WebhookVerdict Refuse(WebhookRefusal reason) => new(null, reason);
}

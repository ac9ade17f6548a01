using Messaging.Application.Realtime;
using Messaging.Broker.Protocol;
using Microsoft.Extensions.Options;

namespace Messaging.Infrastructure.Realtime;

/// <summary>Verifies over the raw bytes, in constant time, with the current or the previous key pair.</summary>
internal sealed class WebhookVerifier(IOptions<PusherOptions> options, TimeProvider time) : IWebhookVerifier
{
    public WebhookVerdict Verify(ReadOnlyMemory<byte> body, string? key, string? signature)
    {
        var app = options.Value;
        if (app.Key.Length == 0 || app.Secret.Length == 0) return Refuse(WebhookRefusal.NotConfigured);
        if (SecretOf(app, key) is not { } secret) return Refuse(WebhookRefusal.UnknownKey);
        if (!PusherSignature.AreEqual(PusherSignature.ForWebhook(secret, body.Span), signature))
            return Refuse(WebhookRefusal.BadSignature);
        if (Read(body) is not { } webhook) return Refuse(WebhookRefusal.Malformed);

        // Both ways: a webhook from the future would stay replayable for longer than the window.
        var window = TimeSpan.FromSeconds(app.WebhookWindowSeconds);
        return (time.GetUtcNow() - webhook.SentAt).Duration() > window
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
        if (WebhookBody.Read(body) is not { } webhook) return null;
        try
        {
            return new Webhook(DateTimeOffset.FromUnixTimeMilliseconds(webhook.TimeMs), MemberChanges.In(webhook.Events));
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    private static WebhookVerdict Refuse(WebhookRefusal reason) => new(null, reason);
}

namespace Messaging.Application.Realtime;

/// <summary>Decides whether a webhook comes from the push service, and reads it.</summary>
/// <remarks>Source: Pusher Channels documentation, "Webhooks".</remarks>
public interface IWebhookVerifier
{
    /// <summary>Checks key, signature and age, in that order, and only then reads the body.</summary>
    /// <param name="body">The bytes as they came; a parsed and re-serialised body never matches.</param>
    /// <param name="key">Header <c>X-Pusher-Key</c>.</param>
    /// <param name="signature">Header <c>X-Pusher-Signature</c>.</param>
    /// <returns>The webhook, or why it is refused. Never throws for anything a stranger can send.</returns>
    WebhookVerdict Verify(ReadOnlyMemory<byte> body, string? key, string? signature);
}

/// <summary>Either <paramref name="Webhook"/> or <paramref name="Refusal"/> is set.</summary>
public sealed record WebhookVerdict(Webhook? Webhook, WebhookRefusal? Refusal);

/// <summary>Why a webhook is refused.</summary>
public enum WebhookRefusal
{
    /// <summary>Push is off, so nobody can sign for it.</summary>
    NotConfigured,

    /// <summary>The key is neither the current nor the previous one.</summary>
    UnknownKey,

    /// <summary>The body was not signed with the secret that belongs to the key.</summary>
    BadSignature,

    /// <summary>Signed, but outside the time window: a replay, or a clock is wrong.</summary>
    Stale,

    /// <summary>Signed, but not the JSON that was agreed.</summary>
    Malformed,
}

/// <summary>One delivery. The service repeats it until it gets a 2xx, so handle it idempotently.</summary>
/// <param name="SentAt">The service's clock, to the millisecond.</param>
/// <param name="Events">One or, with batching on, several; of kinds that this app may not know.</param>
public sealed record Webhook(DateTimeOffset SentAt, IReadOnlyList<WebhookEvent> Events);

/// <summary>Something that happened at the push service.</summary>
/// <param name="Name"><c>channel_occupied</c>, <c>channel_vacated</c>, <c>member_added</c>, <c>member_removed</c>, <c>client_event</c>, <c>cache_miss</c> or <c>subscription_count</c>.</param>
/// <param name="Channel">Where.</param>
/// <param name="UserId">The user, for members and for client events on presence channels.</param>
/// <param name="ClientEvent">The name of the client event.</param>
/// <param name="Data">The data of the client event; JSON text if it was not a string.</param>
/// <param name="SocketId">The connection that sent the client event.</param>
/// <param name="SubscriptionCount">For <c>subscription_count</c>.</param>
public sealed record WebhookEvent(
    string Name,
    string Channel,
    string? UserId = null,
    string? ClientEvent = null,
    string? Data = null,
    string? SocketId = null,
    int? SubscriptionCount = null);

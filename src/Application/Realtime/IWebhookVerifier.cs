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
/// <param name="Changes">The reported changes of members, in order; empty for events of another kind.</param>
public sealed record Webhook(DateTimeOffset SentAt, IReadOnlyList<MemberChange> Changes);

/// <summary>A user came into a presence channel, or the user's last connection left it.</summary>
/// <param name="Channel">The channel's name.</param>
/// <param name="UserId">The user as the service names it.</param>
/// <param name="IsPresent">Whether the user came.</param>
public sealed record MemberChange(string Channel, string? UserId, bool IsPresent);

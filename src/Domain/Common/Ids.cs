namespace Messaging.Domain.Common;

/// <summary>A user's id.</summary>
/// <remarks>Its own type, because ids of users and conversations travel side by side and get swapped.</remarks>
public readonly record struct UserId(Guid Value)
{
    /// <summary>A new id that sorts roughly by time.</summary>
    public static UserId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    public override string ToString() => Value.ToString();
}

/// <summary>A conversation's id.</summary>
public readonly record struct ConversationId(Guid Value)
{
    /// <summary>A new id that sorts roughly by time.</summary>
    public static ConversationId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    /// <summary>As for messages.</summary>
    public bool IsVersion7 => new MessageId(Value).IsVersion7;

    public override string ToString() => Value.ToString();
}

/// <summary>
/// A message's id: a UUID version 7 (RFC 9562 §5.7) that the client makes. It is the optimistic row,
/// the idempotency key, the dedupe key and the primary key in one.
/// </summary>
public readonly record struct MessageId(Guid Value)
{
    /// <summary>True for a version 7 UUID of the RFC variant, the only kind that is taken from clients.</summary>
    public bool IsVersion7 => Value.Version == 7 && Value.Variant is >= 8 and <= 11;

    public override string ToString() => Value.ToString();
}

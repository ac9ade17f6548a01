namespace Messaging.Application.Common;

/// <summary>
/// A field of a PATCH that tells “not mentioned” from “set to null” (JSON Merge Patch, RFC 7396).
/// </summary>
public readonly record struct Optional<T>
{
    public Optional(T value)
    {
        Value = value;
        IsSet = true;
    }

    public bool IsSet { get; }

    public T Value { get; }

    /// <summary>The new value where one was sent, else the present one.</summary>
    public T Or(T present) => IsSet ? Value : present;
}

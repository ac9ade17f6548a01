namespace Messaging.Infrastructure.Persistence.Keys;

/// <summary>
/// The key that encrypts the token keys in the database, so that a copy of the database signs nobody in:
/// configuration section <c>DataProtection</c>.
/// </summary>
public sealed class KeyProtectionOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "DataProtection";

    /// <summary>
    /// Base64 of 32 random bytes, the same on every node. Empty (default): a file in the data directory holds the key and is
    /// made at the first start. Several nodes need this setting.
    /// </summary>
    public string Key { get; set; } = "";

    /// <summary>Keys that may still have encrypted what is in the database, separated by commas: during a change of <see cref="Key"/>.</summary>
    public string PreviousKeys { get; set; } = "";

    internal IEnumerable<string> Previous => PreviousKeys.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}

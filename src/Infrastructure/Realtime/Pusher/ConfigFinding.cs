namespace Messaging.Infrastructure.Realtime.Pusher;

/// <summary>One thing that <see cref="ConfigCheck"/> looked at.</summary>
/// <param name="Level">How bad it is.</param>
/// <param name="Sentence">The finding and, unless it is fine, the setting to change. Without secrets.</param>
public sealed record ConfigFinding(ConfigFindingLevel Level, string Sentence)
{
    internal static ConfigFinding Ok(string sentence) => new(ConfigFindingLevel.Ok, sentence);

    internal static ConfigFinding Warn(string sentence) => new(ConfigFindingLevel.Warn, sentence);

    internal static ConfigFinding Fail(string sentence) => new(ConfigFindingLevel.Fail, sentence);
}

/// <summary>How bad a finding is.</summary>
public enum ConfigFindingLevel
{
    /// <summary>No problem was found.</summary>
    Ok,

    /// <summary>Works, with a drawback, or could not be looked at.</summary>
    Warn,

    /// <summary>Push will not work like this.</summary>
    Fail,
}

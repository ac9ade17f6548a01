using Messaging.Infrastructure.Realtime;
using Microsoft.Extensions.Options;

namespace Messaging.Infrastructure.Persistence.Keys;

/// <summary>Stops the start when the settings of <c>DataProtection</c> are no keys, or when several nodes have none in common. Never repeats a value.</summary>
internal sealed class KeyProtectionValidator(IOptions<PushOptions> push) : IValidateOptions<KeyProtectionOptions>
{
    private const string HowToMake = "set it to what this command prints: openssl rand -base64 32";

    public ValidateOptionsResult Validate(string? name, KeyProtectionOptions options)
    {
        var failures = Failures(options).ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private IEnumerable<string> Failures(KeyProtectionOptions options)
    {
        if (push.Value.Nodes > 1 && string.IsNullOrWhiteSpace(options.Key))
            yield return $"Push:Nodes is {push.Value.Nodes}, but DataProtection:Key is empty. All nodes need the same key to read each other's tokens; {HowToMake}";
        if (!string.IsNullOrWhiteSpace(options.Key) && ProtectionKeys.Parse(options.Key) is null)
            yield return $"DataProtection:Key is not 32 bytes in base64; {HowToMake}";
        if (options.Previous.Any(key => ProtectionKeys.Parse(key) is null))
            yield return "DataProtection:PreviousKeys contains a key that is not 32 bytes in base64. Set it to keys that DataProtection:Key had before, separated by commas, or remove it.";
    }
}

using Microsoft.Extensions.Options;

namespace Messaging.WebApi.Security;

/// <summary>Refuses buckets that could never hold or get back a token.</summary>
internal sealed class RateLimitOptionsValidator : IValidateOptions<RateLimitOptions>
{
    // A token a day. Timers cannot wait for much longer than that.
    private const double SlowestPerSecond = 0.00001;
    private const double FastestPerSecond = 1_000_000;

    public ValidateOptionsResult Validate(string? name, RateLimitOptions options)
    {
        var failures = RateLimits.Buckets(options).SelectMany(bucket => Failures($"{RateLimitOptions.Section}:{char.ToUpperInvariant(bucket.Policy[0])}{bucket.Policy[1..]}", bucket.Limit)).ToArray();
        return failures.Length > 0 ? ValidateOptionsResult.Fail(failures) : ValidateOptionsResult.Success;
    }

    private static IEnumerable<string> Failures(string section, RateLimit limit)
    {
        if (limit.Burst < 1)
            yield return FormattableString.Invariant($"{section}:Burst is {limit.Burst}: set it to 1 or more. To switch rate limits off, set RateLimits:Enabled to false.");
        if (limit.PerSecond is not (>= SlowestPerSecond and <= FastestPerSecond))
            yield return FormattableString.Invariant($"{section}:PerSecond is {limit.PerSecond}: set it to a number from 0.00001 to 1000000.");
    }
}

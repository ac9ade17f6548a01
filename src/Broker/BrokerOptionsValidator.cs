using Microsoft.Extensions.Options;

namespace Messaging.Broker;

/// <summary>Stops the start where <see cref="BrokerOptions.AllowedOrigins"/> has something that is no origin, and says what to write instead.</summary>
internal sealed class BrokerOptionsValidator : IValidateOptions<BrokerOptions>
{
    public ValidateOptionsResult Validate(string? name, BrokerOptions options)
    {
        var flaws = OriginList.Flaws($"{BrokerOptions.Section}:{nameof(BrokerOptions.AllowedOrigins)}", options.AllowedOrigins).ToList();
        return flaws.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(flaws);
    }
}

using System.Diagnostics.Metrics;

namespace Messaging.Infrastructure.Identity;

/// <summary>The metrics of sign-in. The names are documented in <c>docs/operations.md</c>.</summary>
public sealed class SignInMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string Name = "Messaging.SignIn";

    private readonly Counter<long> _refused;
    private readonly Counter<long> _reused;

    public SignInMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Name);
        _refused = meter.CreateCounter<long>("messaging.sign_in.refused", description: "Passwords that were not taken, by reason.");
        _reused = meter.CreateCounter<long>("messaging.sign_in.token_reuse", description: "Sessions that ended because a replaced refresh token came again.");
    }

    /// <param name="reason"><c>wrong</c>, <c>throttled</c>, <c>locked</c> or <c>busy</c>.</param>
    internal void Refused(string reason) => _refused.Add(1, new KeyValuePair<string, object?>("reason", reason));

    internal void TokenReused() => _reused.Add(1);
}

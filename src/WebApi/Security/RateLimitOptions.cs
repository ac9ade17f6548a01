namespace Messaging.WebApi.Security;

/// <summary>How many calls each caller may make: configuration section <c>RateLimits</c>. Generous except for sign-in: they stop a runaway client, not a busy person.</summary>
internal sealed class RateLimitOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "RateLimits";

    /// <summary>Off only for load tests.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Register, log in, change the password: by address, at the pace of a person.</summary>
    public RateLimit Auth { get; set; } = new() { Burst = 20, PerSecond = 0.33 };

    /// <summary>Everything that only reads.</summary>
    public RateLimit Read { get; set; } = new() { Burst = 1_000, PerSecond = 100 };

    /// <summary>Sending messages.</summary>
    public RateLimit Send { get; set; } = new() { Burst = 1_000, PerSecond = 50 };

    /// <summary>Every other change.</summary>
    public RateLimit Write { get; set; } = new() { Burst = 500, PerSecond = 25 };

    /// <summary>Changes that reach many, by the rows that they change.</summary>
    public RateLimit Work { get; set; } = new() { Burst = 2_000, PerSecond = 50 };

    /// <summary>Channel authorisation: a reconnect asks for every channel at once.</summary>
    public RateLimit Realtime { get; set; } = new() { Burst = 500, PerSecond = 25 };

    /// <summary>Webhooks of the push service: all from a few addresses, and many at once when many reconnect.</summary>
    public RateLimit Webhook { get; set; } = new() { Burst = 5_000, PerSecond = 1_000 };
}

/// <summary>A token bucket.</summary>
internal sealed class RateLimit
{
    /// <summary>Calls at once.</summary>
    public int Burst { get; set; }

    /// <summary>Calls that come back each second.</summary>
    public double PerSecond { get; set; }
}

using System.Globalization;
using System.Threading.RateLimiting;
using Messaging.Application.Common;
using Messaging.WebApi.Endpoints;

namespace Messaging.WebApi.Security;

/// <summary>
/// One token bucket per user, or per address before sign-in, for each kind of call. Configuration
/// section <c>RateLimits</c>: <c>Enabled</c>, and per policy <c>Burst</c> and <c>PerSecond</c>.
/// </summary>
internal static class RateLimits
{
    /// <summary>Register, log in, change the password: by address, at the pace of a person.</summary>
    public const string Auth = "auth";

    /// <summary>Everything that only reads.</summary>
    public const string Read = "read";

    /// <summary>Sending messages.</summary>
    public const string Send = "send";

    /// <summary>Every other change.</summary>
    public const string Write = "write";

    /// <summary>Changes that reach many: by what they cost, see <see cref="WorkBudget"/>.</summary>
    public const string Work = "work";

    /// <summary>Channel authorisation: a reconnect asks for every channel at once.</summary>
    public const string Realtime = "realtime";

    /// <summary>Webhooks of the push service: all from a few addresses, and many at once when many reconnect.</summary>
    public const string Webhook = "webhook";

    // Generous on purpose, but for sign-in: they stop a runaway client, not a busy person or a test run.
    private static readonly Dictionary<string, (int Burst, double PerSecond)> Defaults = new()
    {
        [Auth] = (20, 0.33),
        [Read] = (1_000, 100),
        [Send] = (1_000, 50),
        [Write] = (500, 25),
        [Work] = (2_000, 50),
        [Realtime] = (500, 25),
        [Webhook] = (5_000, 1_000),
    };

    public static void AddRateLimits(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection("RateLimits");
        var enabled = section.GetValue("Enabled", defaultValue: true);
        services.AddSingleton(provider => enabled ? Budget(section, provider.GetRequiredService<TimeProvider>()) : WorkBudget.Unlimited);
        services.AddRateLimiter(limiter =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.OnRejected = (context, _) =>
            {
                var wait = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1);
                context.HttpContext.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
                return ValueTask.CompletedTask;
            };
            foreach (var (name, standard) in Defaults)
            {
                var burst = section.GetValue($"{name}:Burst", standard.Burst);
                var perSecond = section.GetValue($"{name}:PerSecond", standard.PerSecond);
                limiter.AddPolicy(name, http => enabled
                    ? RateLimitPartition.GetTokenBucketLimiter(Caller(http), _ => Bucket(burst, perSecond))
                    : RateLimitPartition.GetNoLimiter(""));
            }
        });
    }

    private static WorkBudget Budget(IConfigurationSection section, TimeProvider time) => new(
        section.GetValue($"{Work}:Burst", Defaults[Work].Burst), section.GetValue($"{Work}:PerSecond", Defaults[Work].PerSecond), time);

    private static TokenBucketRateLimiterOptions Bucket(int burst, double perSecond) => new()
    {
        TokenLimit = burst,
        TokensPerPeriod = Math.Max(1, (int)Math.Round(perSecond)),
        // Below one a second the period grows, since a bucket cannot get half a token.
        ReplenishmentPeriod = TimeSpan.FromSeconds(Math.Max(1, 1 / perSecond)),
        AutoReplenishment = true,
    };

    private static string Caller(HttpContext http) =>
        http.User.Identity?.IsAuthenticated == true ? http.User.Id().ToString() : http.Connection.RemoteIpAddress?.ToString() ?? "unknown";
}

using System.Globalization;
using System.Threading.RateLimiting;
using Messaging.Application.Common;
using Messaging.WebApi.Endpoints;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace Messaging.WebApi.Security;

/// <summary>One token bucket per user, or per address before sign-in, for each kind of call. <see cref="RateLimitOptions"/> says how large.</summary>
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

    /// <summary>Each policy with its bucket.</summary>
    public static IEnumerable<(string Policy, RateLimit Limit)> Buckets(RateLimitOptions options) =>
    [
        (Auth, options.Auth),
        (Read, options.Read),
        (Send, options.Send),
        (Write, options.Write),
        (Work, options.Work),
        (Realtime, options.Realtime),
        (Webhook, options.Webhook),
    ];

    public static void AddRateLimits(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<RateLimitOptions>().Bind(configuration.GetSection(RateLimitOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<RateLimitOptions>, RateLimitOptionsValidator>();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<RateLimitOptions>>().Value is { Enabled: true, Work: var work }
            ? new WorkBudget(work.Burst, work.PerSecond, provider.GetRequiredService<TimeProvider>())
            : WorkBudget.Unlimited);
        services.AddRateLimiter(limiter =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.OnRejected = (context, _) =>
            {
                var wait = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1);
                context.HttpContext.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
                return ValueTask.CompletedTask;
            };
        });
        services.AddOptions<RateLimiterOptions>().Configure<IOptions<RateLimitOptions>>((limiter, limits) =>
        {
            foreach (var (policy, limit) in Buckets(limits.Value))
            {
                limiter.AddPolicy(policy, http => limits.Value.Enabled
                    ? RateLimitPartition.GetTokenBucketLimiter(Caller(http), _ => Bucket(limit))
                    : RateLimitPartition.GetNoLimiter(""));
            }
        });
    }

    private static TokenBucketRateLimiterOptions Bucket(RateLimit limit) => new()
    {
        TokenLimit = limit.Burst,
        TokensPerPeriod = Math.Max(1, (int)Math.Round(limit.PerSecond)),
        // Below one a second the period grows, since a bucket cannot get half a token.
        ReplenishmentPeriod = TimeSpan.FromSeconds(Math.Max(1, 1 / limit.PerSecond)),
        AutoReplenishment = true,
    };

    private static string Caller(HttpContext http) =>
        http.User.Identity?.IsAuthenticated == true ? http.User.Id().ToString() : http.Connection.RemoteIpAddress?.ToString() ?? "unknown";
}

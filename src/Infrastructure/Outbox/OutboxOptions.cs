using System.ComponentModel.DataAnnotations;

namespace Messaging.Infrastructure.Outbox;

/// <summary>How the dispatcher works: configuration section <c>Outbox</c>.</summary>
public sealed class OutboxOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Outbox";

    /// <summary>This node's name in the lease table; unique among nodes. By default made at each start.</summary>
    [MaxLength(100)]
    public string? NodeName { get; set; }

    /// <summary>The net under the in-process signal: how often the dispatcher looks for itself, in milliseconds.</summary>
    [Range(50, 60_000)]
    public int PollIntervalMilliseconds { get; set; } = 500;

    /// <summary>How long a lane stays with a node that says nothing, in milliseconds. With several nodes at least twice the push time-out, or two could send at once.</summary>
    [Range(6_000, 300_000)]
    public int LeaseMilliseconds { get; set; } = 10_000;

    /// <summary>Rows read at once.</summary>
    [Range(1, 1_000)]
    public int ReadRows { get; set; } = 100;

    /// <summary>How long rows that were pushed wait for others before they are deleted together, in milliseconds.</summary>
    [Range(0, 10_000)]
    public int DeleteDelayMilliseconds { get; set; } = 50;

    /// <summary>The most rows that one statement deletes.</summary>
    [Range(1, 5_000)]
    public int DeleteRows { get; set; } = 500;

    /// <summary>Events in one call; the Channels limit is 10.</summary>
    [Range(1, 10)]
    public int BatchSize { get; set; } = 10;

    /// <summary>First wait after a failed call, in milliseconds; it doubles, with jitter.</summary>
    [Range(1, 60_000)]
    public int BackoffMinMilliseconds { get; set; } = 50;

    /// <summary>Longest wait between two tries, in milliseconds. Short, so that recovery is a matter of seconds.</summary>
    [Range(1, 300_000)]
    public int BackoffMaxMilliseconds { get; set; } = 2_000;

    /// <summary>Longest wait that a <c>Retry-After</c> may ask for, in milliseconds.</summary>
    [Range(1, 300_000)]
    public int RetryAfterMaxMilliseconds { get; set; } = 30_000;

    /// <summary>Wait after wrong credentials or a used-up quota (401, 403), in milliseconds.</summary>
    [Range(1_000, 3_600_000)]
    public int UnauthorizedRetryMilliseconds { get; set; } = 30_000;

    /// <summary>Tries of a row that its own consumer cannot handle, before it is parked.</summary>
    [Range(1, 100)]
    public int ConsumerAttempts { get; set; } = 8;

    /// <summary>Waiting rows above which new messages are refused with 503.</summary>
    [Range(100, long.MaxValue)]
    public long MaxWaitingRows { get; set; } = 100_000;

    /// <summary>Age of the oldest waiting row above which health is degraded, in seconds.</summary>
    [Range(1, 86_400)]
    public int DegradedAfterSeconds { get; set; } = 30;

    /// <summary>How long parked rows are kept, in days.</summary>
    [Range(1, 3_650)]
    public int KeepParkedDays { get; set; } = 30;
}

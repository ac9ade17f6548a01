namespace Messaging.Infrastructure.Jobs;

/// <summary>Hangfire: configuration section <c>Jobs</c>.</summary>
public sealed class JobsOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Jobs";

    /// <summary>Default <see cref="JobsStorage.Database"/>. With SQLite the jobs are in memory either way.</summary>
    public JobsStorage Storage { get; set; } = JobsStorage.Database;
}

/// <summary>Where Hangfire keeps its jobs.</summary>
public enum JobsStorage
{
    /// <summary>In the app's database: several nodes share the schedule, and the history stays.</summary>
    Database,

    /// <summary>
    /// In the process: for a server that is compatible with SQL Server, but not enough for Hangfire.
    /// Nothing is lost with it, because the outbox is the durable queue and each schedule can be made
    /// again; each node then runs the recurring jobs by itself.
    /// </summary>
    Memory,
}

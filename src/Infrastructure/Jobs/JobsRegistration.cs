using Hangfire;
using Hangfire.Common;
using Hangfire.AspNetCore;
using Hangfire.InMemory;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;
using Hangfire.SqlServer;
using Hangfire.Storage;
using Messaging.Infrastructure.Persistence;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Infrastructure.Jobs;

/// <summary>Registers Hangfire: the host of the outbox dispatcher and of the recurring jobs.</summary>
public static class JobsRegistration
{
    private static readonly (string Id, Job Job, string Cron)[] AllJobs = [.. RecurringJobs.All, .. PresenceJobs.All];

    public static IServiceCollection AddJobs(this IServiceCollection services, IConfiguration configuration)
    {
        var database = configuration.GetSection(DatabaseOptions.Section).Get<DatabaseOptions>() ?? new DatabaseOptions();
        var jobs = configuration.GetSection(JobsOptions.Section).Get<JobsOptions>() ?? new JobsOptions();
        // In the container, not in Hangfire's static properties: there the last app of a process to start
        // would replace the storage of the others, and take it along when it stops.
        services.AddSingleton(_ => StorageFor(jobs.Storage == JobsStorage.Memory ? null : database));
        services.AddSingleton<JobActivator>(provider => new AspNetCoreJobActivator(provider.GetRequiredService<IServiceScopeFactory>()));
        services.AddHangfire(hangfire =>
        {
            hangfire.UseSimpleAssemblyNameTypeSerializer().UseRecommendedSerializerSettings();
            // The rows and the next run are the retry; ten more tries by Hangfire would only repeat them.
            hangfire.UseFilter(new AutomaticRetryAttribute { Attempts = 0 });
        });
        services.AddHangfireServer(server =>
        {
            server.WorkerCount = 2;
            server.SchedulePollingInterval = TimeSpan.FromSeconds(5);
            server.ShutdownTimeout = TimeSpan.FromSeconds(10);
        });
        services.AddScoped<RecurringJobs>();
        services.AddScoped<PresenceJobs>();
        return services;
    }

    /// <summary>
    /// Brings the recurring jobs in line with the code. Their ids live in the storage for ever, so one
    /// that is gone from the code must be removed, or it fails for ever.
    /// </summary>
    public static void ScheduleRecurringJobs(this IServiceProvider services)
    {
        var manager = services.GetRequiredService<IRecurringJobManager>();
        foreach (var (id, job, cron) in AllJobs) manager.AddOrUpdate(id, job, cron);

        using var connection = services.GetRequiredService<JobStorage>().GetConnection();
        foreach (var orphan in connection.GetRecurringJobs().Where(known => AllJobs.All(job => job.Id != known.Id)))
            manager.RemoveIfExists(orphan.Id);
    }

    internal static JobStorage StorageFor(DatabaseOptions? database) => database?.Provider switch
    {
        DatabaseProvider.SqlServer => new SqlServerStorage(database.ConnectionString, new SqlServerStorageOptions { QueuePollInterval = TimeSpan.Zero }),
        DatabaseProvider.PostgreSql => PostgreSql(database.ConnectionString, new PostgreSqlStorageOptions { EnableLongPolling = true }),
        // The outbox table is the durable queue, and every schedule can be made again.
        _ => new InMemoryStorage(),
    };

    private static PostgreSqlStorage PostgreSql(string connectionString, PostgreSqlStorageOptions options) =>
        new(new NpgsqlConnectionFactory(connectionString, options), options);
}

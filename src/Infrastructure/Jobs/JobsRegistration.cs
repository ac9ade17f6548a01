using Hangfire;
using Hangfire.PostgreSql;
using Hangfire.SqlServer;
using Hangfire.Storage;
using Messaging.Infrastructure.Persistence;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Infrastructure.Jobs;

/// <summary>Registers Hangfire: the host of the outbox dispatcher and of the recurring jobs.</summary>
public static class JobsRegistration
{
    public static IServiceCollection AddJobs(this IServiceCollection services, IConfiguration configuration)
    {
        var database = configuration.GetSection(DatabaseOptions.Section).Get<DatabaseOptions>() ?? new DatabaseOptions();
        services.AddHangfire(hangfire =>
        {
            hangfire.UseSimpleAssemblyNameTypeSerializer().UseRecommendedSerializerSettings();
            // The rows and the next run are the retry; ten more tries by Hangfire would only repeat them.
            hangfire.UseFilter(new AutomaticRetryAttribute { Attempts = 0 });
            switch (database.Provider)
            {
                case DatabaseProvider.SqlServer:
                    hangfire.UseSqlServerStorage(database.ConnectionString, new SqlServerStorageOptions { QueuePollInterval = TimeSpan.Zero });
                    break;
                case DatabaseProvider.PostgreSql:
                    hangfire.UsePostgreSqlStorage(
                        storage => storage.UseNpgsqlConnection(database.ConnectionString),
                        new PostgreSqlStorageOptions { EnableLongPolling = true });
                    break;
                default:
                    // The outbox table is the durable queue, and every schedule can be made again.
                    hangfire.UseInMemoryStorage();
                    break;
            }
        });
        services.AddHangfireServer(server =>
        {
            server.WorkerCount = 2;
            server.SchedulePollingInterval = TimeSpan.FromSeconds(5);
            server.ShutdownTimeout = TimeSpan.FromSeconds(10);
        });
        services.AddScoped<RecurringJobs>();
        return services;
    }

    /// <summary>
    /// Brings the recurring jobs in line with the code. Their ids live in the storage for ever, so one
    /// that is gone from the code must be removed, or it fails for ever.
    /// </summary>
    public static void ScheduleRecurringJobs(this IServiceProvider services)
    {
        var manager = services.GetRequiredService<IRecurringJobManager>();
        foreach (var (id, job, cron) in RecurringJobs.All) manager.AddOrUpdate(id, job, cron);

        using var connection = services.GetRequiredService<JobStorage>().GetConnection();
        foreach (var orphan in connection.GetRecurringJobs().Where(known => RecurringJobs.All.All(job => job.Id != known.Id)))
            manager.RemoveIfExists(orphan.Id);
    }
}

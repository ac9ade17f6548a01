using System.Data.Common;
using Hangfire;
using Hangfire.Common;
using Hangfire.AspNetCore;
using Hangfire.InMemory;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;
using Hangfire.Server;
using Hangfire.SqlServer;
using Hangfire.Storage;
using Messaging.Infrastructure.Persistence;
using Microsoft.Data.SqlClient;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

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
        services.AddSingleton<IBackgroundProcess, RowRefreshLoop>();
        return services;
    }

    /// <summary>Makes Hangfire's tables, or brings them up to date. Without them events would wait for ever, and the app would look sound.</summary>
    /// <exception cref="StartRefusedException">The database's user may not, or the server cannot.</exception>
    public static void PrepareJobStorage(this IServiceProvider services)
    {
        using var _ = services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(JobsRegistration)).WaitsFor("Hangfire's tables");
        try
        {
            services.GetRequiredService<JobStorage>();
        }
        catch (Exception exception) when ((exception as DbException ?? exception.InnerException) is DbException reason)
        {
            throw new StartRefusedException(
                $"Hangfire's tables cannot be created or read ({reason.Message}). Run the command migrate once as a user who may create them, or set Jobs:Storage to Memory.", exception);
        }
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
        DatabaseProvider.SqlServer => SqlServer(database.ConnectionString),
        DatabaseProvider.PostgreSql => PostgreSql(database.ConnectionString),
        // The outbox table is the durable queue, and every schedule can be made again.
        _ => new InMemoryStorage(),
    };

    private static SqlServerStorage SqlServer(string connectionString)
    {
        // By itself the storage only logs that its tables cannot be made.
        using (var connection = new SqlConnection(connectionString))
        {
            connection.Open();
            SqlServerObjectsInstaller.Install(connection);
        }

        return new SqlServerStorage(connectionString, new SqlServerStorageOptions { QueuePollInterval = TimeSpan.Zero, PrepareSchemaIfNecessary = false });
    }

    private static PostgreSqlStorage PostgreSql(string connectionString)
    {
        var options = new PostgreSqlStorageOptions
        {
            EnableLongPolling = true,
            AllowDegradedModeWithoutStorage = false,
            // For nodes that start together on a new database and stand in each other's way.
            StartupConnectionMaxRetries = 2,
        };
        return new PostgreSqlStorage(new NpgsqlConnectionFactory(connectionString, options), options);
    }
}
